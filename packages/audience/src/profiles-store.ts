import type { Customer, Score } from '@throughline/schemas';
import { sql } from 'kysely';
import type { Profile } from './condition.ts';
import { consentOfCustomer } from './consent.ts';
import type { Activity } from './reading.ts';
import type { AudienceTransaction } from './tables.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

function highest<T extends { readonly customerId: string; readonly version: number }>(
  batch: ReadonlyArray<T>,
): T[] {
  const latest = new Map<string, T>();
  for (const record of batch) {
    const known = latest.get(record.customerId);
    if (known === undefined || record.version > known.version) latest.set(record.customerId, record);
  }
  return [...latest.values()].sort((a, b) => (a.customerId < b.customerId ? -1 : 1));
}

const traitsOf = ({ traits }: Customer): Record<string, string> =>
  Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value]));

/** @returns the customers whose version was above the known one */
export async function saveCustomers(
  trx: AudienceTransaction,
  batch: ReadonlyArray<Customer>,
): Promise<string[]> {
  const rows = highest(batch).map((customer) => ({
    customer_id: customer.customerId,
    customer_version: customer.version,
    state: customer.state,
    traits: traitsOf(customer),
  }));
  const saved = await sql<{ customer_id: string }>`
    insert into audience.profiles as known (customer_id, customer_version, state, traits)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as n (customer_id text, customer_version bigint, state text, traits jsonb)
    on conflict (customer_id) do update
      set customer_version = excluded.customer_version, state = excluded.state, traits = excluded.traits
      where excluded.customer_version > known.customer_version
    returning customer_id`.execute(trx);
  return saved.rows.map(({ customer_id }) => customer_id);
}

/** @returns the customers whose score's version was above the known one */
export async function saveScores(trx: AudienceTransaction, batch: ReadonlyArray<Score>): Promise<string[]> {
  const rows = highest(batch).map((score) => ({
    customer_id: score.customerId,
    score_version: score.version,
    score: score.value,
    score_as_of: score.asOf,
    half_life_days: score.halfLifeDays,
  }));
  const saved = await sql<{ customer_id: string }>`
    insert into audience.profiles as known (customer_id, score_version, score, score_as_of, half_life_days)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as n (customer_id text, score_version bigint, score float8, score_as_of bigint, half_life_days float8)
    on conflict (customer_id) do update
      set score_version = excluded.score_version, score = excluded.score, score_as_of = excluded.score_as_of,
        half_life_days = excluded.half_life_days
      where excluded.score_version > known.score_version
    returning customer_id`.execute(trx);
  return saved.rows.map(({ customer_id }) => customer_id);
}

/**
 * Notes when each anchor was last the author of something on each day, to the hour, so that a lively conversation costs one write.
 * @returns the anchors for which that moved
 */
export async function saveActivity(
  trx: AudienceTransaction,
  activity: ReadonlyArray<Activity>,
): Promise<string[]> {
  const rows = activity.map(({ anchor, lastAt }) => ({
    anchor,
    last_at: lastAt,
    day: Math.floor(lastAt / DAY_MS),
  }));
  const saved = await sql<{ anchor: string }>`
    insert into audience.activity as known (anchor, last_at, day)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (anchor text, last_at bigint, day integer)
    where not exists (
      select from audience.activity a
      where a.anchor = n.anchor and a.day = n.day and a.last_at > n.last_at - ${HOUR_MS}::bigint)
    order by anchor collate "C", day
    on conflict (anchor, day) do update set last_at = excluded.last_at
      where excluded.last_at >= known.last_at + ${HOUR_MS}::bigint
    returning anchor`.execute(trx);
  return saved.rows.map(({ anchor }) => anchor);
}

interface ProfileRow extends Omit<Profile, 'consents'> {
  readonly customerId: string;
  readonly state: string;
  readonly said: ReadonlyArray<{ readonly purpose: string; readonly state: string }> | null;
}

interface CustomerProfile extends Profile {
  readonly customerId: string;
  readonly state: string;
}

/** Takes the lock of each profile, in the order of their ids, adding those that are not there; notes that they are looked at. */
export async function lockProfiles(
  trx: AudienceTransaction,
  customers: ReadonlyArray<string>,
  now: number,
): Promise<CustomerProfile[]> {
  const ids = [...customers].sort();
  await sql`
    insert into audience.profiles (customer_id) select unnest(${ids}::text[]) on conflict do nothing`.execute(
    trx,
  );
  await sql`
    select from audience.profiles where customer_id = any(${ids}::text[]) order by customer_id for update`.execute(
    trx,
  );
  await sql`update audience.profiles set evaluated_at = ${now}::bigint where customer_id = any(${ids}::text[])`.execute(
    trx,
  );
  // A statement of its own: what was committed before the locks were granted is seen.
  const { rows } = await sql<ProfileRow>`
    select p.customer_id as "customerId", p.state, p.traits, p.score, p.score_as_of as "scoreAsOf",
      p.half_life_days as "halfLifeDays",
      (select max(latest.last_at) from audience.owners o cross join lateral (
         select a.last_at from audience.activity a
         where a.anchor = o.anchor and a.last_at >= coalesce(o.valid_from, a.last_at)
           and (o.valid_to is null or a.last_at < o.valid_to)
         order by a.day desc limit 1) latest
       where o.customer_id = p.customer_id) as "lastActiveAt",
      (select json_agg(json_build_object('purpose', c.purpose, 'state', c.state)) from audience.consents c
       where c.customer_id = p.customer_id) as said
    from audience.profiles p where p.customer_id = any(${ids}::text[])`.execute(trx);
  return rows.map(({ said, ...profile }) => {
    const byPurpose = Map.groupBy(said ?? [], ({ purpose }) => purpose);
    const consents = [...byPurpose].map(([purpose, list]) => [
      purpose,
      consentOfCustomer(list.map(({ state }) => state)),
    ]);
    return { ...profile, consents: Object.fromEntries(consents) };
  });
}

/** Customers whose segments have not been looked at since `before`, for whoever asks first; at most `limit`. */
export async function dueProfiles(
  trx: AudienceTransaction,
  before: number,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ customer_id: string }>`
    select customer_id from audience.profiles where evaluated_at < ${before}::bigint
    order by evaluated_at limit ${limit} for update skip locked`.execute(trx);
  return rows.map(({ customer_id }) => customer_id);
}
