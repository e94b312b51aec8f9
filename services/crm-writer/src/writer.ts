import { randomUUID } from 'node:crypto';
import {
  beginConnection,
  createBudget,
  finish,
  lanes,
  prepareActivities,
  prepareContacts,
  writeIntents,
  type EncodeDelivery,
  type JobKind,
  type JobOutcome,
  type LedgerDatabase,
  type LedgerTransaction,
} from '@throughline/ledger';
import type { OutgoingClient } from '@throughline/outgoing';
import { DestinationError, type WriteResult } from '@throughline/platforms/destinations';
import { CodedError } from '@throughline/errors';
import type { Kit } from '@throughline/service-kit';
import type { ActiveConnection } from './active-connections.ts';
import { called, connectionFailed, recordEnded, recordFailed } from './events.ts';
import { pacedHttp, type Pace } from './pace.ts';
import { outcomeOf, type Sent } from './verdict.ts';

export interface WriterDeps {
  readonly database: LedgerDatabase;
  readonly http: OutgoingClient;
  readonly kit: Pick<Kit, 'log' | 'metrics'>;
  readonly encode: EncodeDelivery;
  readonly leaseMs: number;
  readonly httpTimeoutMs: number;
}

/** Writes one connection's jobs, a batch at a time. */
export interface Writer {
  /** Writes one batch of contacts and one of activities. @returns how many jobs it took up. @throws database.* */
  round(): Promise<number>;
  /** Lets the calls in hand end and begins no others after `deadline` (epoch milliseconds). */
  hurry(deadline: number): void;
}

interface Batch {
  readonly sent: ReadonlyArray<Sent>;
  readonly ended: ReadonlyArray<JobOutcome>;
  send(): Promise<ReadonlyArray<WriteResult>>;
}

/** Credentials do not come back by themselves within seconds. */
const CREDENTIALS_WAIT_MS = 60_000;
const INSTALL_WAIT_MS = 300_000;

export function createWriter(connection: ActiveConnection, deps: WriterDeps): Writer {
  const { destination } = connection;
  const { database, kit, leaseMs, httpTimeoutMs } = deps;
  const platform = destination.id;
  const { max, intervalMs } = destination.limits.requests;
  const budget = createBudget(database, connection.id, {
    max,
    intervalMs,
    ...(connection.requestCap === undefined ? {} : { cap: connection.requestCap }),
  });
  const pace: Pace = { lane: 'live', deadline: 0 };
  let lastDeadline = Number.POSITIVE_INFINITY;
  const onCall = (seconds: number, status: number) =>
    kit.metrics.observe(called({ platform, status: String(status) }, { value: seconds }));
  const session = destination.connect(
    connection.settings,
    pacedHttp({ http: deps.http, budget, pace, limits: destination.limits, onCall }),
  );
  let begun = false;
  let installed = false;

  async function noteFailure(error: DestinationError): Promise<void> {
    kit.metrics.observe(
      connectionFailed(
        { platform, code: error.code },
        { detail: { connection: connection.id, ...error.detail } },
      ),
    );
    if (error.retry === 'after') return budget.block(error.retryAfterMs ?? intervalMs / 10, error.code);
    if (error.retry === 'reinstall') installed = false;
    const atLeast = { reauthorize: CREDENTIALS_WAIT_MS, never: INSTALL_WAIT_MS, reinstall: 0, backoff: 0 }[
      error.retry
    ];
    await budget.fail(error.code, Math.max(atLeast, error.retryAfterMs ?? 0));
  }

  /** Sends, and says for each record how it ended, whatever happened on the way. */
  async function answers(batch: Batch): Promise<ReadonlyArray<JobOutcome>> {
    const unknown = new DestinationError('outcomeUnknown');
    try {
      if (!installed) await session.install();
      installed = true;
      const results = new Map((await batch.send()).map((result) => [result.record, result]));
      const bad = [...results.values()].flatMap((result) => (result.ok ? [] : [result.error]));
      const worst = bad.find((error) => error.scope === 'connection');
      if (worst !== undefined) await noteFailure(worst);
      else if (bad.length === batch.sent.length && bad.every((error) => error.retry === 'backoff'))
        await noteFailure(bad[0] ?? unknown);
      else await budget.succeed();
      return batch.sent.map((sent) => outcomeOf(sent, results.get(sent.job.record), unknown));
    } catch (error) {
      if (error instanceof DestinationError) {
        await noteFailure(error);
        return batch.sent.map((sent) =>
          outcomeOf(sent, { record: sent.job.record, ok: false, error }, unknown),
        );
      }
      // The lease or the budget ended before the calls did: the records come again, and every write is safe to repeat.
      if (error instanceof CodedError && error.code === 'ledger.lease-over')
        return batch.sent.map(({ job }) => ({
          job,
          outcome: 'later',
          delayMs: 0,
          counts: false,
          code: error.code,
        }));
      throw error;
    }
  }

  async function contacts(trx: LedgerTransaction, holder: string): Promise<Batch> {
    const claim = { connectionId: connection.id, holder, leaseMs, limit: destination.limits.batchSize };
    const { mapping, requiredPurposes } = connection;
    const rules = { mapping, requiredPurposes, identifyingFields: destination.identifyingFields };
    const { writes, ended } = await prepareContacts(trx, claim, rules);
    const send = () =>
      session.upsertContacts(
        writes.map(({ job, customerId, aliases, mergedInto, fields, remoteId }) => ({
          record: job.record,
          customerId,
          aliases,
          mergedInto,
          fields,
          remoteId,
        })),
      );
    return { sent: writes, ended, send };
  }

  async function activities(trx: LedgerTransaction, holder: string): Promise<Batch> {
    const claim = { connectionId: connection.id, holder, leaseMs, limit: destination.limits.batchSize };
    const { writes, ended } = await prepareActivities(trx, claim, {
      requiredPurposes: connection.requiredPurposes,
      canMove: session.moveActivities !== undefined,
    });
    const send = async () => {
      const written = await session.writeActivities(
        writes.flatMap(({ job, interaction, remote, contacts: to }) =>
          interaction === null ? [] : [{ record: job.record, interaction, remote, contacts: to }],
        ),
      );
      const moves = writes.flatMap(({ job, interaction, remote, contacts: to, former }) =>
        remote === null || (interaction !== null && former.length === 0)
          ? []
          : [{ record: job.record, remote, from: former, to }],
      );
      const moved = moves.length === 0 ? [] : ((await session.moveActivities?.(moves)) ?? []);
      // Where an entry was written and moved, both must have gone well.
      const failed = new Set(written.flatMap((result) => (result.ok ? [] : [result.record])));
      return [...written, ...moved.filter((result) => !failed.has(result.record))];
    };
    return { sent: writes, ended, send };
  }

  function tell(kind: JobKind, outcomes: ReadonlyArray<JobOutcome>): void {
    for (const [outcome, some] of Map.groupBy(outcomes, (one) => one.outcome))
      kit.metrics.observe(recordEnded({ platform, kind, outcome }, { value: some.length }));
    for (const one of outcomes)
      if (one.outcome === 'failed')
        kit.metrics.observe(
          recordFailed(
            { platform, code: one.code },
            { detail: { connection: connection.id, record: one.job.record } },
          ),
        );
  }

  /** Claim and intent in one transaction, then the calls, then outcome and announcement in another. */
  async function write(kind: JobKind): Promise<number> {
    const holder = randomUUID();
    const begun = Date.now();
    const batch = await database.transaction(async (trx) => {
      const prepared = await (kind === 'contact' ? contacts(trx, holder) : activities(trx, holder));
      await writeIntents(trx, holder, prepared.sent);
      return prepared;
    });
    pace.deadline = Math.min(begun + leaseMs - 2 * httpTimeoutMs, lastDeadline);
    pace.lane = lanes.find((lane) => batch.sent.some(({ job }) => job.lane === lane)) ?? 'live';
    const outcomes = [...batch.ended, ...(batch.sent.length === 0 ? [] : await answers(batch))];
    if (outcomes.length === 0) return 0;
    await database.transaction((trx) => finish(trx, outcomes, { holder, platform, encode: deps.encode }));
    tell(kind, outcomes);
    return outcomes.length;
  }

  return {
    round: async () => {
      if (!begun) await beginConnection(database, connection.id);
      begun = true;
      if ((await budget.blockedMs()) > 0) return 0;
      return (await write('contact')) + (await write('activity'));
    },
    hurry: (deadline) => {
      lastDeadline = deadline;
      pace.deadline = Math.min(pace.deadline, deadline);
    },
  };
}
