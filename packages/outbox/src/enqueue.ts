import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { OutgoingRecord } from '@throughline/streams';
import { outboxErrors } from './errors.ts';
import { CHANNEL, type OutboxTables } from './table.ts';

/** Rows of one insert: what is sent at once stays within a few megabytes. */
const ROWS_AT_ONCE = 5_000;

/** Headers as JSON: text only, as Kafka's header bytes have no place in it. */
const headersOf = ({ headers = {} }: OutgoingRecord): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.toString()])),
  );

function rowOf(record: OutgoingRecord) {
  const { topic, key, value } = record;
  if (key === null) throw outboxErrors.keyMissing({ detail: { topic } });
  return { topic, key, value, headers: headersOf(record) };
}

/**
 * Announces a change within the transaction that makes it: both are there after the commit, or neither. To be called while
 * the transaction holds the lock of the row that the change is of, as only then are the records of one key in the order of
 * their changes. The table is `outbox` in the schema of the transaction's database.
 * @throws outbox.key-missing for a record without a key, which could not be kept in order
 */
export async function enqueue<Tables>(
  trx: Transaction<Tables>,
  records: ReadonlyArray<OutgoingRecord>,
): Promise<void> {
  if (records.length === 0) return;
  // Every domain that announces has this table, whatever else it has.
  const outbox = trx as unknown as Kysely<OutboxTables>;
  for (let at = 0; at < records.length; at += ROWS_AT_ONCE) {
    const rows = records.slice(at, at + ROWS_AT_ONCE).map(rowOf);
    // An array a column: the statement stays the same however many there are, and is planned in no time.
    const columns = sql<never>`select * from unnest(${rows.map(({ topic }) => topic)}::text[], ${rows.map(({ key }) => key)}::text[],
      ${rows.map(({ value }) => value)}::bytea[], ${rows.map(({ headers }) => headers)}::jsonb[])`;
    await outbox
      .insertInto('outbox')
      .columns(['topic', 'key', 'value', 'headers'])
      .expression(columns)
      .execute();
  }
  // Sent by PostgreSQL when the transaction commits, once however often it is called.
  await sql`select pg_notify(${CHANNEL}, '')`.execute(outbox);
}
