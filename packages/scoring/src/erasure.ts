import { sql } from 'kysely';
import { eraseAnchors } from './assignments-store.ts';
import { sorted } from './intervals.ts';
import type { ScoringTransaction } from './tables.ts';

const LOCK = `hashtextextended('throughline.scoring.erasing', 0)`;

/**
 * Nobody is erased until the end of the transaction, so what is taken in now is found by an erasure that comes later. Before
 * every other lock.
 */
export async function holdErasures(trx: ScoringTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${sql.raw(LOCK)})`.execute(trx);
}

/** Which of these customers were erased. */
export async function erasedAmong(
  trx: ScoringTransaction,
  customers: ReadonlyArray<string>,
): Promise<Set<string>> {
  const { rows } = await sql<{ customer_id: string }>`
    select customer_id from scoring.erased_customers where customer_id = any(${[...customers]}::text[])`.execute(
    trx,
  );
  return new Set(rows.map(({ customer_id }) => customer_id));
}

/**
 * Forgets customers who were erased, with all that their anchors hold still, and takes in nothing more of them.
 * @returns those who had a score: it is to be withdrawn
 */
export async function eraseCustomers(
  trx: ScoringTransaction,
  customers: ReadonlyArray<string>,
): Promise<string[]> {
  const ids = sorted(customers);
  await sql`select pg_advisory_xact_lock(${sql.raw(LOCK)})`.execute(trx);
  await sql`
    insert into scoring.erased_customers (customer_id) select unnest(${ids}::text[]) on conflict do nothing`.execute(
    trx,
  );
  const { rows: held } = await sql<{ identifier: string }>`
    select case life when '' then anchor else life end as identifier from scoring.anchors
    where customer_id = any(${ids}::text[])`.execute(trx);
  await eraseAnchors(
    trx,
    held.map(({ identifier }) => identifier),
  );
  await sql`delete from scoring.signals where customer_id = any(${ids}::text[])`.execute(trx);
  const { rows } = await sql<{ customer_id: string; version: number }>`
    delete from scoring.scores where customer_id = any(${ids}::text[]) returning customer_id, version`.execute(
    trx,
  );
  return rows.filter(({ version }) => version > 0).map(({ customer_id }) => customer_id);
}
