import type { Database } from '@throughline/database';
import { CodedError } from '@throughline/errors';
import { keptApart } from '@throughline/matching';
import type { Matcher, PersonFields, PersonRecord } from '@throughline/matching';
import { sql } from 'kysely';
import { ordered } from '../stewardship/amendment.ts';
import type { TraitSource } from '../model.ts';
import { profileOf } from '../linking/profile.ts';
import type { Executor, IdentityTables } from '../store/reading.ts';
import { ruleOf, typeOf, valueOf } from '../linking/rules.ts';
import type { Stewardship } from '../stewardship/stewardship.ts';
import { fieldsOf } from './fields.ts';

type Pair = readonly [string, string];

interface KeepingApart {
  readonly database: Database<IdentityTables>;
  readonly stewardship: Pick<Stewardship, 'execute'>;
  readonly model: { readonly version: number; readonly matcher: Matcher };
}

/** An identifier with which something came that is compared, and the addresses and numbers that came with it. */
interface Entry {
  readonly customerId: string;
  readonly identifier: string;
  readonly traits: ReadonlyArray<{
    readonly name: string;
    readonly value: string;
    readonly source: TraitSource;
    readonly platform: string;
    readonly at: number;
    readonly interaction: string;
  }>;
  readonly met: ReadonlyArray<string>;
}

/** Of a customer with more entries than this nobody is kept apart: no person has as many. */
const MOST_ENTRIES = 200;

/**
 * Entries of those of these customers who have several, with what they say and what they were seen with. Whom a person has
 * joined in any way is left alone: that person knew.
 */
async function readEntries(database: Executor, customers: ReadonlyArray<string>): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    with joined as materialized (
      select distinct i.customer_id from identity.identifiers i
      join identity.edges e on e.low = i.identifier and e.kind = 'person' and e.withdrawn_at is null and e.accepted
      where i.customer_id = any(${[...customers]}::uuid[])
    ), told as (
      select i.customer_id, i.identifier, count(*) over (partition by i.customer_id) as entries
      from identity.identifiers i
      where i.customer_id = any(${[...customers]}::uuid[]) and i.life_of is null and not i.shared
        and i.type not in ('conversation', 'interaction') and i.customer_id not in (select customer_id from joined)
        and exists (select from identity.traits t where t.identifier = i.identifier and t.withdrawn_at is null)
    )
    select told.customer_id::text as "customerId", told.identifier,
      (select json_agg(json_build_object('name', t.name, 'value', t.value, 'source', t.source, 'platform', t.platform,
          'at', t.last_at, 'interaction', t.last_interaction))
        from identity.traits t where t.identifier = told.identifier and t.withdrawn_at is null) as traits,
      array(
        select e.high from identity.edges e
          where e.low = told.identifier and e.withdrawn_at is null and e.accepted and e.kind in ('observed', 'record')
        union
        select e.low from identity.edges e
          where e.high = told.identifier and e.withdrawn_at is null and e.accepted and e.kind in ('observed', 'record')
      ) as met
    from told where entries between 2 and ${MOST_ENTRIES}
    order by told.customer_id, told.identifier`.execute(database);
  return rows;
}

function fieldsOfEntry({ identifier, traits, met }: Entry): PersonFields {
  const reached = (type: string) => {
    const found = [identifier, ...met.toSorted()].find((one) => typeOf(one) === type);
    return found === undefined ? null : valueOf(found);
  };
  const profile = profileOf(
    traits.map(({ at, interaction, ...trait }) => ({
      ...trait,
      identifier,
      last: { at, interaction, digest: '' },
    })),
  );
  return fieldsOf(profile, { email: reached('email'), phone: reached('phone') });
}

/** Pairs of entries that share an address or number, and are likelier two people's. */
function toKeepApart(entries: ReadonlyArray<Entry>, matcher: Matcher): Pair[] {
  const sharers = new Map<string, PersonRecord[]>();
  for (const entry of entries) {
    const fields = fieldsOfEntry(entry);
    if (Object.keys(fields).length === 0) continue;
    for (const one of entry.met) {
      if (ruleOf(typeOf(one)).class !== 'person') continue;
      const of = sharers.get(one) ?? [];
      sharers.set(one, of);
      of.push({ id: entry.identifier, fields });
    }
  }
  const pairs = new Map<string, Pair>();
  for (const of of sharers.values()) {
    for (const [one, other] of keptApart(matcher, of)) {
      const pair = ordered(one, other);
      pairs.set(pair.join('\u0001'), pair);
    }
  }
  return [...pairs.values()];
}

/** Those of these pairs of which nothing was said: neither that they are two, even if taken back, nor that they are one. */
async function unsaid(database: Executor, pairs: ReadonlyArray<Pair>): Promise<Pair[]> {
  const { rows } = await sql<{ low: string; high: string }>`
    select p.low, p.high from unnest(${pairs.map(([low]) => low)}::text[], ${pairs.map(([, high]) => high)}::text[]) as p (low, high)
    where not exists (select from identity.cannot_links c where c.low = p.low and c.high = p.high)
      and not exists (select from identity.edges e where e.low = p.low and e.high = p.high and e.kind = 'match')`.execute(
    database,
  );
  return rows.map(({ low, high }) => [low, high]);
}

/**
 * Within each of these customers, keeps apart what only an address or number ties together and what is likelier two people's by
 * all that is said: a couple with one mailbox, the former owner of a number. Each is a `never-link` by `match`, which anybody can
 * see and undo; what was undone, or joined by a person, is not done again.
 * @returns how many of them were found to be several
 */
export async function keepApart(
  { database, stewardship, model }: KeepingApart,
  customers: ReadonlyArray<string>,
): Promise<number> {
  if (customers.length === 0) return 0;
  const byCustomer = Map.groupBy(
    await readEntries(database.kysely, customers),
    ({ customerId }) => customerId,
  );
  const found = [...byCustomer.values()].map((entries) => toKeepApart(entries, model.matcher));
  let kept = 0;
  for (const all of found) {
    const pairs = all.length === 0 ? [] : await unsaid(database.kysely, all);
    if (pairs.length === 0) continue;
    const text = pairs.map((pair) => pair.join('\u0001')).join('\u0002');
    const { rows } = await sql<{ digest: string }>`
      select encode(sha256(s.salt || convert_to(${text}, 'UTF8')), 'hex') as digest from identity.salt s`.execute(
      database.kysely,
    );
    try {
      await stewardship.execute(
        { kind: 'never-link', pairs },
        {
          commandId: `apart:${rows[0]?.digest.slice(0, 32)}`,
          by: 'match',
          reason: `Likelier two people's than one's by all that is said, model ${model.version}`,
        },
      );
      kept += 1;
    } catch (error) {
      // A value was erased or blocked meanwhile: then there is nothing to keep apart.
      if (!(error instanceof CodedError) || error.retryable) throw error;
    }
  }
  return kept;
}
