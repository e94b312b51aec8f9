import { sql } from 'kysely';
import { contactRecord, lanes, type LedgerDatabase } from './model.ts';

/**
 * Begins a connection: the first time, the contacts of all customers that are known are queued in the back-fill lane.
 * Safe to repeat, and to call from several replicas at once.
 * @returns how many contacts were queued
 */
export const beginConnection = (database: LedgerDatabase, connectionId: string): Promise<number> =>
  database.transaction(async (trx) => {
    const { rows } = await sql`
      insert into ledger.budgets as budget (connection_id, begun_at) values (${connectionId}, now())
      on conflict (connection_id) do update set begun_at = now() where budget.begun_at is null
      returning connection_id`.execute(trx);
    if (rows.length === 0) return 0;
    const { numAffectedRows } = await sql`
      insert into ledger.jobs (connection_id, record, kind, customers, lane)
      select ${connectionId}, ${contactRecord('')} || customer_id, 'contact', array[customer_id], ${lanes.indexOf('backfill')}
        from ledger.people where merged_into is null order by customer_id
      on conflict (connection_id, record) do nothing`.execute(trx);
    return Number(numAffectedRows ?? 0n);
  });
