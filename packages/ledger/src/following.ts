import { sql } from 'kysely';
import { contactRecord, type LedgerTransaction } from './model.ts';

/** Customers and their identifiers do not come at one moment: what moves is looked at once both are likely there. */
const SETTLING = '2 seconds';

/** What changed of who is who. */
export interface Turned {
  /** Anchors that went to another customer. */
  readonly anchors: ReadonlyArray<string>;
  /** Customers who were merged into another, or are their own again. */
  readonly customers: ReadonlyArray<string>;
}

/**
 * Makes contacts and entries follow. A contact goes to whoever has the identifier that it was made or found by, where they have
 * none; entries that stand with other people's contacts than their anchors' holders are queued to be moved. Safe to repeat.
 * @returns the customers whose contact came or went: to be queued
 */
export async function followIdentity(trx: LedgerTransaction, turned: Turned): Promise<string[]> {
  if (turned.anchors.length + turned.customers.length === 0) return [];
  const { rows: held } = await sql<{ anchor: string }>`
    select distinct anchor from ledger.identifiers where customer_id = any(${[...turned.customers]}::text[])`.execute(
    trx,
  );
  const anchors = [...new Set([...turned.anchors, ...held.map(({ anchor }) => anchor)])];
  const moved = await moveContacts(trx, anchors);
  await queueMoves(
    trx,
    anchors,
    moved.map(({ remoteId }) => remoteId),
  );
  return moved.flatMap(({ from, to }) => [from, to]);
}

interface MovedContact {
  readonly from: string;
  readonly to: string;
  readonly remoteId: string;
}

async function moveContacts(trx: LedgerTransaction, anchors: ReadonlyArray<string>): Promise<MovedContact[]> {
  const { rows } = await sql<MovedContact>`
    with due as (
      select found.*, row_number() over (partition by connection_id, holder order by record) as place from (
        select record.connection_id, record.record, ledger.holder(record.identity, record.identified_at) as holder
          from ledger.records record
          where record.identity = any(${[...anchors]}::text[]) and record.remote_id is not null and record.owned
      ) found
      where holder is not null and holder <> ledger.survivor(substr(record, 9))
        and not exists (select from ledger.records own where own.connection_id = found.connection_id
                          and own.record = ${contactRecord('')} || found.holder and own.remote_id is not null)
    ), given as (
      insert into ledger.records as own
        (connection_id, record, customer_id, remote_type, remote_id, identity, identified_at, marked, fields)
      select record.connection_id, ${contactRecord('')} || due.holder, due.holder, record.remote_type, record.remote_id,
             record.identity, record.identified_at, record.marked, record.fields
        from due join ledger.records record using (connection_id, record) where due.place = 1
      on conflict (connection_id, record) do update
        set customer_id = excluded.customer_id, remote_type = excluded.remote_type, remote_id = excluded.remote_id,
            identity = excluded.identity, identified_at = excluded.identified_at, marked = excluded.marked,
            fields = excluded.fields, owned = true, written_hash = null
      returning own.connection_id, own.remote_id
    ), taken as (
      update ledger.records record
        set remote_type = null, remote_id = null, identity = null, identified_at = null, marked = null, fields = null,
            written_hash = null
        from due where due.place = 1 and record.connection_id = due.connection_id and record.record = due.record
        returning record.record
    )
    select substr(due.record, 9) as "from", due.holder as "to", was.remote_id as "remoteId"
      from due join ledger.records was using (connection_id, record)
      where due.place = 1 and exists (select from given) and exists (select from taken)`.execute(trx);
  return rows;
}

/** Queues entries that stand with contacts of others than the holders of their anchors. */
async function queueMoves(
  trx: LedgerTransaction,
  anchors: ReadonlyArray<string>,
  remoteIds: ReadonlyArray<string>,
): Promise<void> {
  await sql`
    insert into ledger.jobs as job
      (connection_id, record, kind, customers, interaction_id, lane, anchors, occurred_at, next_attempt_at)
    select connection_id, record, 'activity', holders, interaction_id, 1, anchors, occurred_at,
           now() + ${SETTLING}::interval
      from (
        select entry.*,
               array(select distinct one from (
                       select ledger.holder(anchor, entry.occurred_at) as one from unnest(entry.anchors) as anchor offset 0
                     ) told where one is not null order by one) as holders,
               array(select distinct ledger.survivor(substr(contact.record, 9)) as one from ledger.records contact
                       where contact.connection_id = entry.connection_id and contact.remote_id = any(entry.contacts)
                         and contact.record like ${`${contactRecord('')}%`} order by one) as standing
          from ledger.records entry
          where entry.remote_id is not null
            and (entry.anchors && ${[...anchors]}::text[] or entry.contacts && ${[...remoteIds]}::text[])
      ) entries
      where holders <> '{}' and holders <> standing
      order by connection_id, record
    on conflict (connection_id, record) do update
      set generation = job.generation + 1, customers = excluded.customers, anchors = excluded.anchors,
          occurred_at = excluded.occurred_at,
          attempt = case when job.state = 'pending' then job.attempt else 0 end,
          next_attempt_at = case when job.state = 'pending' then job.next_attempt_at else excluded.next_attempt_at end,
          state = 'pending', changed_at = now()`.execute(trx);
}
