import { sql } from 'kysely';
import type { ClaimedJob, LedgerRecord, LedgerTransaction } from './model.ts';

export async function readRecords(
  trx: LedgerTransaction,
  connectionId: string,
  records: ReadonlyArray<string>,
): Promise<Map<string, LedgerRecord>> {
  const { rows } = await sql<LedgerRecord>`
    select record, remote_type as "remoteType", remote_id as "remoteId", owned, written_hash as "writtenHash",
           intent_hash is not null as "openIntent", marked, fields, contacts
      from ledger.records where connection_id = ${connectionId} and record = any(${[...records]})`.execute(
    trx,
  );
  return new Map(rows.map((row) => [row.record, row]));
}

/** Writes down what is about to be sent, before it is sent. */
export async function writeIntents(
  trx: LedgerTransaction,
  holder: string,
  intents: ReadonlyArray<{ readonly job: ClaimedJob; readonly hash: string }>,
): Promise<void> {
  if (intents.length === 0) return;
  const rows = intents.map(({ job, hash }) => ({
    connection_id: job.connectionId,
    record: job.record,
    customer_id: job.customers[0] ?? null,
    interaction_id: job.interactionId,
    hash,
  }));
  await sql`
    insert into ledger.records (connection_id, record, customer_id, interaction_id, intent_hash, intent_at, intent_by)
    select connection_id, record, customer_id, interaction_id, hash, now(), ${holder}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as given (connection_id text, record text, customer_id text, interaction_id text, hash text)
      order by record
    on conflict (connection_id, record) do update
      set intent_hash = excluded.intent_hash, intent_at = excluded.intent_at, intent_by = excluded.intent_by`.execute(
    trx,
  );
}
