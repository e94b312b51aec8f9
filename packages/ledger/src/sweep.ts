import { sql } from 'kysely';
import type { LedgerDatabase } from './model.ts';

/** As long as `interactions.resolved` is kept: what nobody claimed until then comes back by a replay, or not at all. */
const WAITING_DAYS = 90;

/** Clears away what dead processes left and what waited in vain. Safe to run anywhere, any time. */
export async function sweep(database: LedgerDatabase): Promise<void> {
  await sql`delete from ledger.locks where held_until < now() - interval '1 minute'`.execute(database.kysely);
  await sql`
    delete from ledger.jobs where state = 'waiting' and changed_at < now() - ${WAITING_DAYS} * interval '1 day'`.execute(
    database.kysely,
  );
}
