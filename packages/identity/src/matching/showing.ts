import type { Database } from '@throughline/database';
import { sql } from 'kysely';
import type { Pair } from '../stewardship/amendment.ts';
import { sideOf } from '../stewardship/conflicts.ts';
import { isUuid } from '../knowledge/identity.ts';
import type { Identity } from '../knowledge/identity.ts';
import type { MatchEvidence } from '../knowledge/shown.ts';
import type { IdentityTables } from '../store/reading.ts';
import { pairIdOf, pairOf } from './relations.ts';
import type { Suggestion, SuggestionsAsked, SuggestionsPage } from './types.ts';

interface Row {
  readonly row: number;
  readonly one: string;
  readonly other: string;
  readonly probability: number;
  readonly weight: number;
  readonly evidence: ReadonlyArray<MatchEvidence>;
  readonly model: number;
  readonly foundAt: Date;
}

/** Open suggestions as they lie with customers now: of two who have become one, nothing is left to decide. */
const open = sql`
  from identity.suggestions s join identity.identifiers a on a.identifier = s.low
  join identity.identifiers b on b.identifier = s.high
  where s.state = 'open' and a.customer_id <> b.customer_id`;

/** Open suggestions, the most probable first. */
export async function showSuggestions(
  { kysely }: Database<IdentityTables>,
  identity: Pick<Identity, 'customer' | 'identifiersOf'>,
  asked: SuggestionsAsked,
): Promise<SuggestionsPage> {
  if (asked.customerId !== undefined && !isUuid(asked.customerId)) return { items: [], next: null };
  const size = Math.min(Math.max(asked.limit, 1), 100);
  const [probability = '', row = ''] = (asked.cursor ?? '').split(' ');
  const isCursor = /^[\d.e-]+$/.test(probability) && /^\d+$/.test(row);
  const after = isCursor ? sql`and (s.probability, s.id) < (${probability}::float8, ${row}::bigint)` : sql``;
  const of = (id: string) =>
    sql`(select coalesce(merged_into, id) from identity.customers where id = ${id}::uuid)`;
  const about =
    asked.customerId === undefined
      ? sql``
      : sql`and s.id in (
          select s.id from identity.identifiers i join identity.suggestions s on s.low = i.identifier
          where i.customer_id = ${of(asked.customerId)}
          union all
          select s.id from identity.identifiers i join identity.suggestions s on s.high = i.identifier
          where i.customer_id = ${of(asked.customerId)})`;
  const { rows } = await sql<Row>`
    select s.id as row, a.customer_id::text as one, b.customer_id::text as other, s.probability, s.weight, s.evidence, s.model,
      s.found_at as "foundAt"
    ${open} ${about} ${after} order by s.probability desc, s.id desc limit ${size + 1}`.execute(kysely);
  const shown = rows.slice(0, size);
  // Two suggestions of before may be about one pair of customers now, until they are compared again.
  const byPair = new Map<string, Row>();
  for (const each of shown) {
    const id = pairIdOf(pairOf(each.one, each.other));
    if (!byPair.has(id)) byPair.set(id, each);
  }
  const items = await Promise.all(
    [...byPair].map(async ([id, each]): Promise<Suggestion> => {
      const { weight, evidence, model, foundAt } = each;
      const pair = pairOf(each.one, each.other);
      const sides = await Promise.all([sideOf(identity, pair[0]), sideOf(identity, pair[1])]);
      return {
        id,
        sides,
        probability: each.probability,
        weight,
        evidence,
        model,
        foundAt: foundAt.getTime(),
      };
    }),
  );
  const last = shown.at(-1);
  return { items, next: rows.length > size && last ? `${last.probability} ${last.row}` : null };
}

/** The pairs of identifiers about which a suggestion is. @param id as `Suggestion` has it; merged ids are followed */
export async function pairsOfSuggestion({ kysely }: Database<IdentityTables>, id: string): Promise<Pair[]> {
  const [one = '', other = ''] = id.split(':');
  if (!isUuid(one) || !isUuid(other)) return [];
  const { rows } = await sql<{ low: string; high: string }>`
    with asked as (
      select coalesce(merged_into, id) as id from identity.customers where id in (${one}::uuid, ${other}::uuid)
    )
    select s.low, s.high from (
      select s.* from identity.identifiers i join identity.suggestions s on s.low = i.identifier
      where i.customer_id in (select id from asked)
    ) as s join identity.identifiers a on a.identifier = s.low join identity.identifiers b on b.identifier = s.high
    where s.state = 'open' and a.customer_id <> b.customer_id and b.customer_id in (select id from asked)
    order by s.id`.execute(kysely);
  return rows.map(({ low, high }) => [low, high]);
}

export async function countOpen({ kysely }: Database<IdentityTables>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n ${open}`.execute(kysely);
  return rows[0]?.n ?? 0;
}
