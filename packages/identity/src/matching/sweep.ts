import { sql } from 'kysely';
import type { Database } from '@throughline/database';
import type { IdentityTables } from '../store/reading.ts';

/**
 * Another model or other bars concern everybody: queues all customers that can be compared, some at a time and only while
 * little else waits.
 * @param settings what everybody is to have been compared under
 */
export async function sweep(
  database: Database<IdentityTables>,
  settings: string,
  size: number,
): Promise<void> {
  const { rows } = await sql<{ settings: string; done: boolean }>`
    select settings, done from identity.matching_sweep`.execute(database.kysely);
  const [state] = rows;
  if (state?.settings === settings && state.done) return;
  await database.transaction(async (trx) => {
    // Beginning again where the settings are others; whoever comes second goes on behind.
    const begun = await sql<{ after: string | null; done: boolean }>`
      insert into identity.matching_sweep as s (settings, done) values (${settings}, false)
      on conflict (once) do update set settings = excluded.settings,
        after = case when s.settings = excluded.settings then s.after end,
        done = s.done and s.settings = excluded.settings
      returning after::text as after, done`.execute(trx);
    const [from] = begun.rows;
    if (!from || from.done) return;
    const queued = await sql<{ id: string }>`
      with next as (
        select customer_id from identity.matching_records
        where ${from.after === null ? sql`true` : sql`customer_id > ${from.after}::uuid`}
        order by customer_id limit ${size}
      ), queued as (
        insert into identity.matching_queue (customer_id, revision) select customer_id, 0 from next order by customer_id
        on conflict (customer_id) do nothing
      )
      select max(customer_id::text) as id from next having count(*) > 0`.execute(trx);
    const last = queued.rows[0]?.id;
    await sql`
      update identity.matching_sweep set after = coalesce(${last ?? null}::uuid, after), done = ${last === undefined}`.execute(
      trx,
    );
  });
}
