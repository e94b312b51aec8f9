import { sql } from 'kysely';
import { enqueueContacts } from './enqueue.ts';
import type { JobKind, LedgerDatabase } from './model.ts';

/** A record that waits for a person. */
export interface JobError {
  readonly id: number;
  readonly connectionId: string;
  readonly record: string;
  readonly kind: JobKind;
  readonly customers: ReadonlyArray<string>;
  readonly interactionId: string | null;
  readonly state: 'failed' | 'skipped';
  readonly attempt: number;
  /** Its sentence and what to do are in the error definitions under this code. */
  readonly code: string | null;
  /** What the vendor said; may hold personal data. */
  readonly vendorMessage: string | null;
  readonly changedAt: Date;
}

export interface ConnectionStats {
  readonly connectionId: string;
  readonly pending: number;
  readonly retrying: number;
  readonly waiting: number;
  readonly failed: number;
  readonly skipped: number;
  /** Since when the oldest due job waits. */
  readonly oldestDue: Date | null;
  readonly blockedUntil: Date | null;
  readonly blockedCode: string | null;
  readonly records: number;
}

/** What people see of the ledger, and what they may order. */
export interface LedgerConsole {
  listErrors(filter?: {
    readonly connectionId?: string;
    readonly state?: 'failed' | 'skipped';
    readonly after?: number;
    readonly limit?: number;
  }): Promise<ReadonlyArray<JobError>>;
  /** Tries them again; a record that was deleted in the destination is made again, one of an erased person is
   * forgotten. @returns how many */
  retry(ids: ReadonlyArray<number>): Promise<number>;
  /** Leaves them until something about them changes. @returns how many */
  skip(ids: ReadonlyArray<number>): Promise<number>;
  stats(): Promise<ReadonlyArray<ConnectionStats>>;
  /** The contacts that customers have in the destinations: for previews. */
  recordsOf(customerIds: ReadonlyArray<string>): Promise<ReadonlyArray<RemoteRecord>>;
}

/** A contact in a destination and whose it is. */
export interface RemoteRecord {
  readonly connectionId: string;
  readonly customerId: string;
  readonly remoteType: string;
  readonly remoteId: string;
}

export const createLedgerConsole = (database: LedgerDatabase): LedgerConsole => ({
  listErrors: async ({ connectionId, state = 'failed', after = 0, limit = 100 } = {}) => {
    const { rows } = await sql<JobError>`
      select id, connection_id as "connectionId", record, kind, customers, interaction_id as "interactionId", state,
             attempt, error_code as code, error_message as "vendorMessage", changed_at as "changedAt"
        from ledger.jobs
        where state = ${state} and id > ${after} and (${connectionId ?? null}::text is null or connection_id = ${connectionId ?? null})
        order by id limit ${Math.min(limit, 1000)}`.execute(database.kysely);
    return rows;
  },
  retry: (ids) =>
    database.transaction(async (trx) => {
      const { rows } = await sql<{ connection_id: string; record: string; error_code: string | null }>`
        update ledger.jobs job
          set state = 'pending', lane = 1, attempt = 0, next_attempt_at = now(), changed_at = now()
          where id = any(${[...ids]}) and state in ('failed', 'skipped')
          returning connection_id, record, error_code`.execute(trx);
      const erased = rows.filter((row) => row.error_code === 'ledger.erased-remains');
      for (const row of erased) {
        // Who came back under the same address was only linked to it, and gets a contact of their own now.
        const { rows: linked } = await sql<{ customer: string }>`
          update ledger.records linked set remote_type = null, remote_id = null, written_hash = null, owned = true
            from ledger.records gone
            where gone.connection_id = ${row.connection_id} and gone.record = ${row.record}
              and linked.connection_id = gone.connection_id and linked.remote_type = gone.remote_type
              and linked.remote_id = gone.remote_id and not linked.owned
            returning substr(linked.record, 9) as customer`.execute(trx);
        await enqueueContacts(
          trx,
          [row.connection_id],
          linked.map(({ customer }) => customer),
        );
        await sql`
          update ledger.records set remote_type = null, remote_id = null, marked = null
            where connection_id = ${row.connection_id} and record = ${row.record}`.execute(trx);
        await sql`
          delete from ledger.jobs where connection_id = ${row.connection_id} and record = ${row.record}`.execute(
          trx,
        );
      }
      const gone = rows.filter((row) => row.error_code === 'destination.record-gone');
      for (const row of gone)
        await sql`
          update ledger.records set remote_type = null, remote_id = null, written_hash = null
            where connection_id = ${row.connection_id} and record = ${row.record}`.execute(trx);
      return rows.length;
    }),
  recordsOf: async (customerIds) => {
    const { rows } = await sql<RemoteRecord>`
      select connection_id as "connectionId", customer_id as "customerId", remote_type as "remoteType",
             remote_id as "remoteId"
        from ledger.records where customer_id = any(${[...customerIds]}::text[]) and record like 'contact:%'
          and remote_id is not null
        order by connection_id, customer_id`.execute(database.kysely);
    return rows;
  },
  skip: async (ids) => {
    const { rows } = await sql`
      update ledger.jobs set state = 'skipped', changed_at = now()
        where id = any(${[...ids]}) and state in ('failed', 'skipped') returning id`.execute(database.kysely);
    return rows.length;
  },
  stats: async () => {
    const { rows } = await sql<ConnectionStats>`
      select connection_id as "connectionId",
             coalesce(jobs.pending, 0) as pending, coalesce(jobs.retrying, 0) as retrying,
             coalesce(jobs.waiting, 0) as waiting, coalesce(jobs.failed, 0) as failed, coalesce(jobs.skipped, 0) as skipped,
             jobs.oldest as "oldestDue",
             case when budget.blocked_until > now() then budget.blocked_until end as "blockedUntil",
             case when budget.blocked_until > now() then budget.blocked_code end as "blockedCode",
             coalesce(written.records, 0) as records
        from (select connection_id, count(*) filter (where state = 'pending') as pending,
                     count(*) filter (where state = 'pending' and lane = 1) as retrying,
                     count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'failed') as failed,
                     count(*) filter (where state = 'skipped') as skipped,
                     min(next_attempt_at) filter (where state = 'pending' and next_attempt_at <= now()) as oldest
                from ledger.jobs group by connection_id) jobs
        full join (select connection_id, count(*) as records from ledger.records
                     where remote_id is not null group by connection_id) written using (connection_id)
        left join ledger.budgets budget using (connection_id)
        order by connection_id`.execute(database.kysely);
    return rows;
  },
});
