import type { Delivery, ResolvedInteraction } from '@throughline/schemas';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { ledgerErrors } from './errors.ts';
import { contactRecord, type LedgerTransaction } from './model.ts';

const REMAINS = ledgerErrors.erasedRemains().code;

/** A contact of somebody who was erased, which a person has to delete in the destination. */
export interface Remains {
  readonly connectionId: string;
  readonly record: string;
  readonly customerId: string;
  readonly remoteType: string;
  readonly remoteId: string;
}

/** Entries lose the anchors that were an erased person's: what is left are ids. */
const stripAnchors = (trx: LedgerTransaction, whose: ReturnType<typeof sql>) =>
  sql`
  update ledger.records record
    set anchors = array(select anchor from unnest(record.anchors) as anchor where not exists (
      select from ledger.identifiers held where ${whose} and held.anchor = anchor
        and coalesce(held.valid_from <= record.occurred_at, true) and coalesce(record.occurred_at < held.valid_to, true)))
    where record.anchors && array(select held.anchor from ledger.identifiers held where ${whose})`.execute(
    trx,
  );

/** Forgets identifiers that were erased, with the consents for them. */
export async function forgetIdentifiers(
  trx: LedgerTransaction,
  identifiers: ReadonlyArray<string>,
): Promise<void> {
  if (identifiers.length === 0) return;
  const all = [...identifiers];
  await stripAnchors(trx, sql`held.identifier = any(${all}::text[])`);
  await sql`delete from ledger.identifiers where identifier = any(${all}::text[])`.execute(trx);
  await sql`delete from ledger.consents where identifier = any(${all}::text[])`.execute(trx);
}

/**
 * Forgets customers who were erased. What stays are ids: the remote ids of what we wrote, so that it is not written again and a
 * person can delete it there, which is never done by itself. Waiting work is dropped.
 * @returns what a person has to delete, where that was not said before
 */
export async function forgetCustomers(
  trx: LedgerTransaction,
  customerIds: ReadonlyArray<string>,
): Promise<Remains[]> {
  if (customerIds.length === 0) return [];
  const ids = [...new Set(customerIds)].sort();
  await sql`
    insert into ledger.erased_customers (customer_id) select unnest(${ids}::text[]) on conflict do nothing`.execute(
    trx,
  );
  await stripAnchors(trx, sql`held.customer_id = any(${ids}::text[])`);
  await sql`delete from ledger.people where customer_id = any(${ids}::text[])`.execute(trx);
  await sql`delete from ledger.identifiers where customer_id = any(${ids}::text[])`.execute(trx);
  await sql`delete from ledger.consents where customer_id = any(${ids}::text[])`.execute(trx);
  await sql`
    delete from ledger.jobs where customers <@ ${ids}::text[] and error_code is distinct from ${REMAINS}`.execute(
    trx,
  );
  await sql`
    update ledger.jobs job
      set customers = array(select id from unnest(job.customers) as id where id <> all(${ids}::text[])),
          anchors = null, generation = job.generation + 1
      where kind = 'activity' and customers && ${ids}::text[]`.execute(trx);
  return tellRemains(trx, ids);
}

/** Empties what the ledger says of erased customers' contacts, and leaves a line for each that still stands in a destination. */
async function tellRemains(trx: LedgerTransaction, ids: ReadonlyArray<string>): Promise<Remains[]> {
  const records = ids.map(contactRecord);
  await sql`
    update ledger.records
      set identity = null, fields = null, written_hash = null, intent_hash = null, intent_at = null, intent_by = null,
          remote_type = case when owned then remote_type end, remote_id = case when owned then remote_id end
      where record = any(${records}::text[])`.execute(trx);
  const { rows } = await sql<Remains>`
    with told as (
      insert into ledger.jobs as job (connection_id, record, kind, customers, lane, state, attempt, error_code, error_message)
      select connection_id, record, 'contact', array[substr(record, 9)], 1, 'failed', 1, ${REMAINS},
             remote_type || '/' || remote_id
        from ledger.records where record = any(${records}::text[]) and remote_id is not null
        order by connection_id, record
      on conflict (connection_id, record) do update
        set state = 'failed', error_code = excluded.error_code, error_message = excluded.error_message,
            generation = job.generation + 1, claimed_by = null, claimed_until = null, changed_at = now()
        where job.error_code is distinct from excluded.error_code
      returning connection_id, record
    )
    select connection_id as "connectionId", record, substr(record, 9) as "customerId", remote_type as "remoteType",
           remote_id as "remoteId"
      from told join ledger.records using (connection_id, record)`.execute(trx);
  return rows;
}

/** What was written while the person was being erased is found here, as the write ends. */
export async function forgetWritten(
  trx: LedgerTransaction,
  customerIds: ReadonlyArray<string>,
): Promise<Remains[]> {
  const erased = await erasedAmong(trx, customerIds);
  return erased.size === 0 ? [] : tellRemains(trx, [...erased].sort());
}

async function erasedAmong(
  trx: LedgerTransaction,
  customerIds: ReadonlyArray<string>,
): Promise<ReadonlySet<string>> {
  if (customerIds.length === 0) return new Set();
  const { rows } = await sql<{ customer_id: string }>`
    select customer_id from ledger.erased_customers where customer_id = any(${[...customerIds]}::text[])`.execute(
    trx,
  );
  return new Set(rows.map((row) => row.customer_id));
}

/** Interactions without those who were erased; what is theirs alone is left out. */
export async function withoutErased(
  trx: LedgerTransaction,
  resolved: ReadonlyArray<ResolvedInteraction>,
): Promise<ReadonlyArray<ResolvedInteraction>> {
  const erased = await erasedAmong(
    trx,
    resolved.flatMap((one) => [one.customerId, ...one.anchors.map((anchor) => anchor.customerId)]),
  );
  if (erased.size === 0) return resolved;
  return resolved.flatMap((one) => {
    const anchors = one.anchors.filter(({ customerId }) => !erased.has(customerId));
    const customerId = erased.has(one.customerId) ? anchors[0]?.customerId : one.customerId;
    return customerId === undefined ? [] : [{ ...one, customerId, anchors }];
  });
}

/** How the line is announced. */
export const deliveryOfRemains = (remains: Remains, platform: string): Delivery => ({
  deliveryId: randomUUID(),
  connectionId: remains.connectionId,
  platform,
  record: remains.record,
  customerId: remains.customerId,
  interactionId: null,
  outcome: 'failed',
  remoteType: remains.remoteType,
  remoteId: remains.remoteId,
  errorCode: REMAINS,
  attempt: 1,
  version: 0,
  finishedAt: Date.now(),
});
