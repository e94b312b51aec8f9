import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Comparing, PersonFields } from '@throughline/matching';
import type { Pair } from '../stewardship/amendment.ts';
import type { Executor, IdentityTables } from '../store/reading.ts';
import { pairOf } from './relations.ts';
import type { CustomerPair, Relation } from './relations.ts';

/** What was found of two customers. */
export interface Finding {
  readonly pair: CustomerPair;
  /** The identifiers that stand for them, the lesser first. */
  readonly named: Pair;
  readonly comparing: Pick<Comparing, 'probability' | 'weight' | 'evidence'>;
  readonly state: 'open' | 'linked' | 'refused';
  /** What of each was compared; where it is not so any more, the finding is stale and is not written. */
  readonly fields: readonly [PersonFields, PersonFields];
}

/** An open suggestion as it lies with customers now. */
export interface OpenSuggestion {
  readonly row: number;
  readonly low: string;
  readonly high: string;
  /** Whose they are now; equal where they have become one. */
  readonly pair: CustomerPair;
}

/** Open suggestions that name an identifier of these customers. */
export async function openSuggestionsOf(
  database: Executor,
  customers: ReadonlyArray<string>,
): Promise<OpenSuggestion[]> {
  if (customers.length === 0) return [];
  const ids = sql`${[...customers]}::uuid[]`;
  const { rows } = await sql<{ row: number; low: string; high: string; one: string; other: string }>`
    select s.id as row, s.low, s.high, a.customer_id::text as one, b.customer_id::text as other
    from (
      select s.* from identity.identifiers i join identity.suggestions s on s.low = i.identifier
      where i.customer_id = any(${ids}) and s.state = 'open'
      union
      select s.* from identity.identifiers i join identity.suggestions s on s.high = i.identifier
      where i.customer_id = any(${ids}) and s.state = 'open'
    ) as s join identity.identifiers a on a.identifier = s.low join identity.identifiers b on b.identifier = s.high`.execute(
    database,
  );
  return rows.map(({ one, other, ...rest }) => ({ ...rest, pair: pairOf(one, other) }));
}

const round = (bits: number) => Math.round(bits * 1000) / 1000;

/**
 * Writes findings, a row for each pair of identifiers. Both are held until the commit, and what was compared too: whoever erases
 * one of them comes before, and nothing is written, or after, and removes it; whoever compares anew sees it.
 * @returns how many suggestions are open that were not
 */
export async function writeFindings(
  trx: Transaction<IdentityTables>,
  findings: ReadonlyArray<Finding>,
  model: number,
): Promise<number> {
  const list = findings.map(({ pair, named, comparing, state, fields }) => ({
    ...{ low: named[0], high: named[1], state, probability: comparing.probability },
    weight: round(comparing.weight),
    evidence: comparing.evidence.map((each) => ({ ...each, weight: round(each.weight) })),
    ...{ one: pair[0], other: pair[1], of_one: fields[0], of_other: fields[1] },
  }));
  if (list.length === 0) return 0;
  const identifiers = [...new Set(list.flatMap(({ low, high }) => [low, high]))].sort();
  const ids = [...new Set(list.flatMap(({ one, other }) => [one, other]))].sort();
  await sql`
    select from identity.identifiers where identifier = any(${identifiers}::text[]) order by identifier for share`.execute(
    trx,
  );
  await sql`
    select from identity.matching_records where customer_id = any(${ids}::uuid[]) order by customer_id for share`.execute(
    trx,
  );
  const { rows } = await sql<{ opened: number }>`
    with r as (
      select r.*, before.state as before from json_to_recordset(${JSON.stringify(list)}::json) as r (low text, high text, state text,
        probability double precision, weight double precision, evidence jsonb, one uuid, other uuid, of_one jsonb, of_other jsonb)
      join identity.identifiers a on a.identifier = r.low join identity.identifiers b on b.identifier = r.high
      left join identity.suggestions before on before.low = r.low and before.high = r.high
      where r.state <> 'open' or (
        a.customer_id in (r.one, r.other) and b.customer_id in (r.one, r.other) and a.customer_id <> b.customer_id
        and exists (select from identity.matching_records m where m.customer_id = r.one and m.fields = r.of_one)
        and exists (select from identity.matching_records m where m.customer_id = r.other and m.fields = r.of_other))
    ), written as (
      insert into identity.suggestions as s (low, high, probability, weight, evidence, model, state)
      select low, high, probability, weight, evidence, ${model}, state from r order by low, high
      on conflict (low, high) do update set probability = excluded.probability, weight = excluded.weight,
        evidence = excluded.evidence, model = excluded.model, state = excluded.state, changed_at = now(),
        found_at = case when s.state = 'withdrawn' then now() else s.found_at end
      where (s.probability, s.weight, s.model, s.state) is distinct from
        (excluded.probability, excluded.weight, excluded.model, excluded.state)
    )
    select count(*)::int as opened from r where state = 'open' and before is distinct from 'open'`.execute(
    trx,
  );
  return rows[0]?.opened ?? 0;
}

/** Closes open suggestions that are not found again: the two are one now, or said to be two, or no longer alike enough. */
export async function closeSuggestions(
  trx: Executor,
  open: ReadonlyArray<OpenSuggestion>,
  relationOf: (pair: CustomerPair) => Relation,
): Promise<void> {
  if (open.length === 0) return;
  const stateOf = ({ pair }: OpenSuggestion) => {
    if (pair[0] === pair[1]) return 'linked';
    const { isTwo, isRefused } = relationOf(pair);
    return isTwo || isRefused ? 'refused' : 'withdrawn';
  };
  const sorted = open.toSorted((a, b) => a.row - b.row);
  await sql`
    update identity.suggestions s set state = r.state, changed_at = now()
    from unnest(${sorted.map(({ row }) => row)}::bigint[], ${sorted.map(stateOf)}::text[]) as r (id, state)
    where s.id = r.id and s.state = 'open'`.execute(trx);
}
