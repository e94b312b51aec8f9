import { randomUUID } from 'node:crypto';
import { enqueue } from '@throughline/outbox';
import type { Delivery } from '@throughline/schemas';
import { sql } from 'kysely';
import { releaseLocks } from './claims.ts';
import { deliveryOfRemains, forgetWritten } from './erasure.ts';
import type { ClaimedJob, EncodeDelivery, JobOutcome, LedgerTransaction } from './model.ts';

type Written = Extract<JobOutcome, { outcome: 'created' | 'updated' }>;

/** The words of the announcement; a job that only waits, or found nothing to do, is not one. */
const announced = new Set<JobOutcome['outcome']>(['created', 'updated', 'skipped', 'failed']);

async function writeRecords(
  trx: LedgerTransaction,
  written: ReadonlyArray<Written>,
): Promise<Map<string, number>> {
  if (written.length === 0) return new Map();
  const rows = written.map((one) => ({
    connection_id: one.job.connectionId,
    record: one.job.record,
    customer_id: one.job.customers[0] ?? null,
    interaction_id: one.job.interactionId,
    remote_type: one.remoteType,
    remote_id: one.remoteId,
    owned: one.owned,
    hash: one.hash,
    revision: one.job.revision,
    identity: one.identity ?? null,
    marked: one.job.kind === 'contact' ? (one.job.customers[0] ?? null) : null,
    fields: one.fields ?? null,
    anchors: one.job.anchors,
    occurred_at: one.job.occurredAt,
    contacts: one.contacts ?? null,
  }));
  const { rows: counts } = await sql<{ record: string; writes: number }>`
    insert into ledger.records as known
      (connection_id, record, customer_id, interaction_id, remote_type, remote_id, owned, written_hash, written_at, revision,
       writes, identity, identified_at, marked, fields, anchors, occurred_at, contacts)
    select connection_id, record, customer_id, interaction_id, remote_type, remote_id, owned, hash, clock_timestamp(), revision,
           1, identity, case when identity is not null then extract(epoch from clock_timestamp()) * 1000 end,
           case when owned then marked end, case when jsonb_typeof(fields) = 'array' then array(select jsonb_array_elements_text(fields)) end,
           case when jsonb_typeof(anchors) = 'array' then array(select jsonb_array_elements_text(anchors)) end, occurred_at,
           case when jsonb_typeof(contacts) = 'array' then array(select jsonb_array_elements_text(contacts)) end
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as given (connection_id text, record text, customer_id text, interaction_id text, remote_type text,
                  remote_id text, owned boolean, hash text, revision bigint, identity text, marked text, fields jsonb,
                  anchors jsonb, occurred_at bigint, contacts jsonb)
      order by record
    on conflict (connection_id, record) do update
      set remote_type = excluded.remote_type, remote_id = excluded.remote_id, owned = excluded.owned,
          identity = coalesce(known.identity, excluded.identity),
          identified_at = coalesce(known.identified_at, excluded.identified_at), marked = excluded.marked,
          fields = excluded.fields, anchors = coalesce(excluded.anchors, known.anchors),
          occurred_at = coalesce(excluded.occurred_at, known.occurred_at), contacts = excluded.contacts,
          written_hash = excluded.written_hash, written_at = excluded.written_at, revision = excluded.revision,
          writes = known.writes + 1, intent_hash = null, intent_at = null, intent_by = null
    returning record, writes`.execute(trx);
  return new Map(counts.map((row) => [row.record, row.writes]));
}

/** Closes the intents of calls that were answered, whatever the answer. */
async function closeIntents(trx: LedgerTransaction, outcomes: ReadonlyArray<JobOutcome>): Promise<void> {
  const answered = outcomes.filter((one) => one.outcome === 'failed');
  const [first] = answered;
  if (first === undefined) return;
  await sql`
    update ledger.records set intent_hash = null, intent_at = null, intent_by = null
      where connection_id = ${first.job.connectionId} and record = any(${answered.map((one) => one.job.record)})`.execute(
    trx,
  );
}

/** The records among these whose remote contact has become another record's. Their jobs changed too, so they come again. */
async function movedMeanwhile(
  trx: LedgerTransaction,
  written: ReadonlyArray<Written>,
): Promise<ReadonlySet<string>> {
  const contacts = written.filter((one) => one.job.kind === 'contact' && one.owned);
  if (contacts.length === 0) return new Set();
  const rows = contacts.map((one) => ({
    connection_id: one.job.connectionId,
    record: one.job.record,
    remote_type: one.remoteType,
    remote_id: one.remoteId,
  }));
  const { rows: moved } = await sql<{ record: string }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as given (connection_id text, record text, remote_type text, remote_id text)
    ), theirs as (
      update ledger.records other set written_hash = null, marked = substr(given.record, 9)
        from given where other.connection_id = given.connection_id and other.remote_type = given.remote_type
          and other.remote_id = given.remote_id and other.record <> given.record and other.owned
          and other.record like 'contact:%'
        returning given.record
    )
    select record from theirs`.execute(trx);
  return new Set(moved.map((row) => row.record));
}

interface JobEnd {
  readonly id: number;
  readonly generation: number;
  readonly state: 'done' | 'pending' | 'waiting' | 'failed';
  readonly delay_ms: number;
  readonly attempt: number;
  readonly lane: number | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

function endOf(outcome: JobOutcome): JobEnd {
  const { job } = outcome;
  const end = {
    id: job.id,
    generation: job.generation,
    delay_ms: 0,
    attempt: 0,
    lane: null,
    error_code: null,
    error_message: null,
  };
  switch (outcome.outcome) {
    case 'created':
    case 'updated':
    case 'unchanged':
      return { ...end, state: outcome.incomplete === true ? 'waiting' : 'done' };
    case 'skipped':
      return { ...end, state: 'done' };
    case 'waiting':
      return { ...end, state: 'waiting' };
    case 'failed':
      return {
        ...end,
        state: 'failed',
        attempt: job.attempt + 1,
        error_code: outcome.code,
        error_message: outcome.message ?? null,
      };
    case 'later':
      return {
        ...end,
        state: 'pending',
        delay_ms: outcome.delayMs,
        attempt: job.attempt + (outcome.counts ? 1 : 0),
        lane: outcome.counts ? 1 : null,
        error_code: outcome.code ?? null,
        error_message: outcome.message ?? null,
      };
  }
}

/** Ends the jobs that are still ours; one that changed in the meantime is due again at once. */
async function endJobs(
  trx: LedgerTransaction,
  holder: string,
  outcomes: ReadonlyArray<JobOutcome>,
): Promise<void> {
  const ends = JSON.stringify(outcomes.map(endOf));
  const given = sql`jsonb_to_recordset(${ends}::jsonb) as given
    (id bigint, generation bigint, state text, delay_ms int, attempt int, lane smallint, error_code text, error_message text)`;
  await sql`
    delete from ledger.jobs job using ${given}
      where job.id = given.id and job.claimed_by = ${holder} and job.generation = given.generation and given.state = 'done'`.execute(
    trx,
  );
  await sql`
    update ledger.jobs job
      set claimed_by = null, claimed_until = null,
          state = case when job.generation = given.generation and given.state <> 'done' then given.state else 'pending' end,
          next_attempt_at = case when job.generation = given.generation
            then now() + given.delay_ms * interval '1 millisecond' else now() end,
          attempt = case when job.generation = given.generation then given.attempt else 0 end,
          lane = greatest(job.lane, coalesce(given.lane, job.lane)),
          error_code = given.error_code, error_message = given.error_message
      from ${given}
      where job.id = given.id and job.claimed_by = ${holder}`.execute(trx);
}

/** Lets activities go on whose contact is there. */
async function wake(
  trx: LedgerTransaction,
  connectionId: string,
  outcomes: ReadonlyArray<JobOutcome>,
): Promise<void> {
  const contacts = outcomes.filter(
    (one) => one.job.kind === 'contact' && ['created', 'updated', 'unchanged'].includes(one.outcome),
  );
  const customers = contacts.flatMap((one) => one.job.customers);
  const waiting = outcomes.filter((one) => endOf(one).state === 'waiting').map((one) => one.job);
  if (customers.length > 0)
    await sql`
      with recursive same as (
        select id from unnest(${customers}::text[]) as ids (id)
        union select person.customer_id from ledger.people person join same on person.merged_into = same.id
      )
      update ledger.jobs set state = 'pending', next_attempt_at = now()
        where connection_id = ${connectionId} and state = 'waiting'
          and customers && array(select id from same)`.execute(trx);
  const [first] = waiting;
  // A contact that came to be between looking for it and now: looked for again a moment later.
  if (first !== undefined)
    await sql`
      update ledger.jobs job set state = 'pending', next_attempt_at = now() + interval '500 milliseconds'
        where id = any(${waiting.map((job) => job.id)}) and state = 'waiting'
          and exists (select from unnest(job.customers) as ids (id)
                        join ledger.records record on record.connection_id = job.connection_id
                         and record.record = 'contact:' || ledger.survivor(ids.id)
                       where record.remote_id is not null
                         and record.written_at > ${first.claimedAt}::timestamptz - interval '1 second')`.execute(
      trx,
    );
}

function deliveryOf(outcome: JobOutcome, platform: string, writes: number): Delivery {
  const { job } = outcome;
  const remote = 'remoteId' in outcome ? outcome : undefined;
  return {
    deliveryId: randomUUID(),
    connectionId: job.connectionId,
    platform,
    record: job.record,
    customerId: job.customers[0] ?? null,
    interactionId: job.interactionId,
    outcome: outcome.outcome,
    remoteType: remote?.remoteType ?? null,
    remoteId: remote?.remoteId ?? null,
    errorCode: 'code' in outcome ? (outcome.code ?? null) : null,
    attempt: job.attempt + 1,
    version: writes,
    finishedAt: Date.now(),
  };
}

interface FinishOptions {
  readonly holder: string;
  readonly platform: string;
  readonly encode: EncodeDelivery;
}

const keyOf = (job: ClaimedJob) => `${job.connectionId} ${job.record}`;

/** Writes down how claimed jobs of one connection ended, announces it and lets go of the locks, all in the caller's transaction. */
export async function finish(
  trx: LedgerTransaction,
  outcomes: ReadonlyArray<JobOutcome>,
  { holder, platform, encode }: FinishOptions,
): Promise<void> {
  const connectionId = outcomes[0]?.job.connectionId;
  if (connectionId === undefined) return;
  // So that an activity cannot begin to wait for a contact while the word of that contact is under way.
  await sql`select pg_advisory_xact_lock(hashtext('ledger.waiting'), hashtext(${connectionId}))`.execute(trx);
  const written = outcomes.filter(
    (one): one is Written => one.outcome === 'created' || one.outcome === 'updated',
  );
  // A contact that went to another customer while it was being written is theirs, and is written anew by them.
  const gone = await movedMeanwhile(trx, written);
  const writes = await writeRecords(
    trx,
    written.filter((one) => !gone.has(one.job.record)),
  );
  await closeIntents(trx, outcomes);
  await endJobs(trx, holder, outcomes);
  await wake(trx, connectionId, outcomes);
  const remains = await forgetWritten(
    trx,
    written.flatMap((one) => (one.job.kind === 'contact' ? one.job.customers : [])),
  );
  const told = outcomes.filter(
    (one) => announced.has(one.outcome) && !('code' in one && one.code === 'ledger.not-identified'),
  );
  await enqueue(trx, [
    ...told.map((one) => ({
      topic: 'deliveries',
      key: keyOf(one.job),
      value: encode(deliveryOf(one, platform, writes.get(one.job.record) ?? 0)),
    })),
    ...remains.map((one) => ({
      topic: 'deliveries',
      key: `${one.connectionId} ${one.record}`,
      value: encode(deliveryOfRemains(one, platform)),
    })),
  ]);
  await releaseLocks(trx, holder);
}
