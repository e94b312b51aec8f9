import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { CustomerChange, CustomerRow } from '../model.ts';
import type { Executor } from '../store/reading.ts';
import { sameCompared, tellsSomething } from './fields.ts';

/** Whether a change bears on whom a customer resembles: values that are compared, addresses and numbers, and whether it is one at all. */
function bears({ before, after }: CustomerChange): boolean {
  if (!before) return tellsSomething(after.traits);
  const isSame =
    before.state === after.state &&
    before.counts['email'] === after.counts['email'] &&
    before.counts['phone'] === after.counts['phone'] &&
    (before.traits === after.traits || sameCompared(before.traits, after.traits));
  return !isSame && (tellsSomething(before.traits) || tellsSomething(after.traits));
}

/**
 * Notes customers to be compared, in the transaction of what changed them: one statement, or none where nothing bears on it.
 * Their rows are locked by it, so no two writers meet at one row here; who compares holds a row only for moments.
 */
export const noteChanged = (trx: Executor, changes: Iterable<CustomerChange>): Promise<void> =>
  note(
    trx,
    [...changes].filter(bears).map(({ after }) => after),
  );

/** Notes customers, changed or not: what a person said of them may bear on it. */
export async function note(
  trx: Executor,
  customers: ReadonlyArray<Pick<CustomerRow, 'id' | 'revision'>>,
): Promise<void> {
  if (customers.length === 0) return;
  const sorted = customers.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await sql`
    insert into identity.matching_queue (customer_id, revision)
    select id, revision from unnest(${sorted.map(({ id }) => id)}::uuid[], ${sorted.map(({ revision }) => revision)}::bigint[])
      as r (id, revision)
    on conflict (customer_id) do update set revision = excluded.revision`.execute(trx);
}

/** Customers taken to be compared. */
export interface Claim {
  readonly token: string;
  /** The revision that each was queued with. */
  readonly revisions: ReadonlyMap<string, number>;
}

/** Takes the customers that have waited longest, and that nobody else has taken. A claim lapses after a minute: who took it may be gone. */
export async function claim(database: Executor, limit: number): Promise<Claim> {
  const token = randomUUID();
  const { rows } = await sql<{ id: string; revision: number }>`
    with next as (
      select customer_id from identity.matching_queue where claimed_until < clock_timestamp()
      order by queued_at limit ${limit} for update skip locked
    )
    update identity.matching_queue q set claim = ${token}::uuid, claimed_until = clock_timestamp() + interval '1 minute'
    from next where q.customer_id = next.customer_id
    returning q.customer_id::text as id, q.revision`.execute(database);
  return { token, revisions: new Map(rows.map(({ id, revision }) => [id, revision])) };
}

/**
 * Holds what is still claimed, until the commit: what is written of these customers meanwhile is nobody's else, and of one who
 * was erased nothing is left to hold.
 */
export async function holdClaimed(trx: Executor, { token, revisions }: Claim): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select customer_id::text as id from identity.matching_queue
    where customer_id = any(${[...revisions.keys()]}::uuid[]) and claim = ${token}::uuid
    order by customer_id for update`.execute(trx);
  return new Set(rows.map(({ id }) => id));
}

/** Takes off what was compared; what changed since is free to be taken again. */
export async function settleClaim(database: Executor, { token, revisions }: Claim): Promise<void> {
  const ids = [...revisions.keys()].sort();
  await sql`
    with held as (
      select q.customer_id, q.revision = k.revision as "isSame"
      from unnest(${ids}::uuid[], ${ids.map((id) => revisions.get(id) ?? 0)}::bigint[]) as k (id, revision)
      join identity.matching_queue q on q.customer_id = k.id and q.claim = ${token}::uuid
      order by q.customer_id for update of q
    ), again as (
      update identity.matching_queue q set claim = null, claimed_until = '-infinity' from held
      where q.customer_id = held.customer_id and not held."isSame"
    )
    delete from identity.matching_queue q using held where q.customer_id = held.customer_id and held."isSame"`.execute(
    database,
  );
}

/** How many are queued, counted up to `most`. */
export async function waiting(database: Executor, most = Number.MAX_SAFE_INTEGER): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from identity.matching_queue limit ${most}) as found`.execute(
    database,
  );
  return rows[0]?.n ?? 0;
}
