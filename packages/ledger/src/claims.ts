import { sql } from 'kysely';
import { lanes, type ClaimedJob, type JobKind, type LedgerTransaction } from './model.ts';

interface JobRow {
  readonly id: number;
  readonly connection_id: string;
  readonly record: string;
  readonly kind: JobKind;
  readonly customers: ReadonlyArray<string>;
  readonly interaction_id: string | null;
  readonly lane: number;
  readonly generation: number;
  readonly revision: number;
  readonly attempt: number;
  readonly claimed_at: Date;
  readonly payload: ClaimedJob['payload'];
  readonly anchors: ReadonlyArray<string> | null;
  readonly occurred_at: number | null;
}

export interface ClaimOptions {
  readonly connectionId: string;
  readonly kind: JobKind;
  /** At most so many jobs. */
  readonly limit: number;
  /** Who claims: unique to this claim. */
  readonly holder: string;
  readonly leaseMs: number;
}

/** From this attempt on a record is sent alone, as it may be what spoils the batches it is in. */
const ALONE_FROM_ATTEMPT = 3;

/**
 * Claims due jobs of one kind, the lanes in their order, for as long as the lease lasts; jobs whose claimer died come
 * back when theirs is over. Other replicas skip what is claimed.
 */
export async function claimJobs(trx: LedgerTransaction, options: ClaimOptions): Promise<ClaimedJob[]> {
  const { connectionId, kind, limit, holder, leaseMs } = options;
  const { rows } = await sql<JobRow>`
    with due as (
      select id, lane, next_attempt_at, attempt from ledger.jobs
        where connection_id = ${connectionId} and kind = ${kind} and state = 'pending'
          and next_attempt_at <= now() and (claimed_until is null or claimed_until < now())
        order by lane, next_attempt_at
        limit ${limit}
        for update skip locked
    ), chosen as (
      select id from due
        where attempt < ${ALONE_FROM_ATTEMPT}
           or id = (select id from due where attempt >= ${ALONE_FROM_ATTEMPT} order by lane, next_attempt_at limit 1)
          and not exists (select from due where attempt < ${ALONE_FROM_ATTEMPT})
    )
    update ledger.jobs job
      set claimed_by = ${holder}, claimed_until = now() + ${leaseMs} * interval '1 millisecond'
      from chosen where job.id = chosen.id
      returning job.id, job.connection_id, job.record, job.kind, job.customers, job.interaction_id, job.lane,
                job.generation, job.revision, job.attempt, job.payload, job.anchors, job.occurred_at,
                now() as claimed_at`.execute(trx);
  return rows
    .map((row) => ({
      id: row.id,
      connectionId: row.connection_id,
      record: row.record,
      kind: row.kind,
      customers: row.customers,
      interactionId: row.interaction_id,
      lane: lanes[row.lane] ?? 'live',
      generation: row.generation,
      revision: row.revision,
      attempt: row.attempt,
      claimedAt: row.claimed_at,
      payload: row.payload,
      anchors: row.anchors,
      occurredAt: row.occurred_at,
    }))
    .sort((a, b) => a.id - b.id);
}

/**
 * Takes leases on match keys, in their order so that two takers cannot wait for each other.
 * @returns the keys that are ours now
 */
export async function takeLocks(
  trx: LedgerTransaction,
  options: Pick<ClaimOptions, 'connectionId' | 'holder' | 'leaseMs'> & {
    readonly keys: ReadonlyArray<string>;
  },
): Promise<ReadonlySet<string>> {
  const keys = [...new Set(options.keys)].sort();
  if (keys.length === 0) return new Set();
  const { rows } = await sql<{ key: string }>`
    insert into ledger.locks as lock (connection_id, key, holder, held_until)
    select ${options.connectionId}, key, ${options.holder}, now() + ${options.leaseMs} * interval '1 millisecond'
      from unnest(${keys}::text[]) as keys (key) order by key
    on conflict (connection_id, key) do update set holder = excluded.holder, held_until = excluded.held_until
      where lock.held_until < now() or lock.holder = excluded.holder
    returning key`.execute(trx);
  return new Set(rows.map((row) => row.key));
}

export async function releaseLocks(trx: LedgerTransaction, holder: string): Promise<void> {
  await sql`delete from ledger.locks where holder = ${holder}`.execute(trx);
}
