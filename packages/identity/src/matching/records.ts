import { blockingKeys } from '@throughline/matching';
import type { PersonFields } from '@throughline/matching';
import { sql } from 'kysely';
import type { Profile } from '../model.ts';
import type { Executor } from '../store/reading.ts';
import { fieldsOf } from './fields.ts';

/** A customer as it is compared. */
export interface MatchingRecord {
  readonly id: string;
  readonly fields: PersonFields;
}

/** One own address or number: proved ones first, then the first seen. Looked for only where the customer has any. */
const ownOf = (type: 'email' | 'phone') => sql`
  case when c.counts ? ${type} then (
    select substr(i.identifier, ${type.length + 2}) from identity.identifiers i
    where i.customer_id = c.id and i.type = ${type} and not i.shared and i.ruling is distinct from 'blocked' and i.life_of is null
    order by i.verified desc, i.first_at, i.identifier limit 1
  ) end`;

/** What of customers is compared, as they are now. Those that are no more, or of whom nothing is said that is compared, are left out. */
export async function readPeople(
  database: Executor,
  ids: ReadonlyArray<string>,
): Promise<Map<string, PersonFields>> {
  const { rows } = await sql<{
    id: string;
    traits: Profile;
    email: string | null;
    phone: string | null;
  }>`
    select c.id::text as id, c.traits, ${ownOf('email')} as email, ${ownOf('phone')} as phone
    from identity.customers c where c.id = any(${[...ids]}::uuid[]) and c.state = 'active'`.execute(database);
  const people = new Map<string, PersonFields>();
  for (const { id, traits, email, phone } of rows) {
    const fields = fieldsOf(traits, { email, phone });
    if (Object.keys(fields).length > 0) people.set(id, fields);
  }
  return people;
}

/**
 * Keeps what is compared of customers, and the keys under which they are found; of those not among `people` nothing stays.
 * @param ids held by the caller until the commit
 */
export async function writeRecords(
  trx: Executor,
  ids: ReadonlySet<string>,
  people: ReadonlyMap<string, PersonFields>,
): Promise<void> {
  if (ids.size === 0) return;
  const all = [...ids].sort();
  const list = all.flatMap((id) => {
    const fields = people.get(id);
    return fields ? [{ id, fields, keys: blockingKeys(fields) }] : [];
  });
  const rows = JSON.stringify(list);
  await sql`
    delete from identity.matching_records where customer_id = any(${all}::uuid[])
      and not customer_id = any(${list.map(({ id }) => id)}::uuid[])`.execute(trx);
  await sql`
    insert into identity.matching_records as m (customer_id, fields)
    select id, fields from json_to_recordset(${rows}::json) as r (id uuid, fields jsonb)
    on conflict (customer_id) do update set fields = excluded.fields where m.fields <> excluded.fields`.execute(
    trx,
  );
  await sql`
    with keys as (
      select r.id, hashtextextended(k.key, 0) as key
      from json_to_recordset(${rows}::json) as r (id uuid, keys json)
      cross join lateral json_array_elements_text(r.keys) as k (key)
    ), gone as (
      delete from identity.matching_keys m where customer_id = any(${all}::uuid[])
        and not exists (select from keys where keys.id = m.customer_id and keys.key = m.key)
    )
    insert into identity.matching_keys (key, customer_id) select distinct key, id from keys on conflict do nothing`.execute(
    trx,
  );
}

export async function readRecords(
  database: Executor,
  ids: Iterable<string>,
): Promise<Map<string, PersonFields>> {
  const wanted = [...ids];
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<MatchingRecord>`
    select m.customer_id::text as id, m.fields from identity.matching_records m
    join identity.customers c on c.id = m.customer_id and c.state = 'active'
    where m.customer_id = any(${wanted}::uuid[])`.execute(database);
  return new Map(rows.map(({ id, fields }) => [id, fields]));
}

/** A key that more customers than this have is passed over: it would cost much and tell little. As in `@throughline/matching`. */
const LARGEST_BLOCK = 100;
/** Candidates of one customer: those that share the most keys. */
const MOST_CANDIDATES = 100;

/**
 * Customers worth comparing with these: they share a key. Work is bounded, whatever the number of customers: a few dozen keys
 * each, of which crowded ones are passed over.
 * @returns for each that has any, its candidates
 */
export async function findCandidates(
  database: Executor,
  ids: ReadonlyArray<string>,
): Promise<Map<string, string[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; candidates: string[] }>`
    with blocks as materialized (
      select asked.key, asked.owners, (
        select array_agg(customer_id) from (
          select customer_id from identity.matching_keys k where k.key = asked.key limit ${LARGEST_BLOCK + 1}
        ) as found
      ) as members
      from (
        select key, array_agg(customer_id) as owners from identity.matching_keys
        where customer_id = any(${[...ids]}::uuid[]) group by key
      ) as asked
    ), met as (
      select o.id, m.candidate, count(*) as shared
      from blocks, unnest(owners) as o (id), unnest(members) as m (candidate)
      where cardinality(members) between 2 and ${LARGEST_BLOCK} and o.id <> m.candidate
      group by o.id, m.candidate
    ), ranked as (
      select *, row_number() over (partition by id order by shared desc, candidate) as place from met
    )
    select id::text as id, array_agg(candidate::text order by place) as candidates from ranked
    where place <= ${MOST_CANDIDATES} group by id`.execute(database);
  return new Map(rows.map(({ id, candidates }) => [id, candidates]));
}
