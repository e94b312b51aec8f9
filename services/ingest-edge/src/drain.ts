import { asStoreError, type Database } from '@throughline/database';
import { CodedError, isRetryable } from '@throughline/errors';
import type { Kit } from '@throughline/service-kit';
import type { OutgoingRecord, Producer } from '@throughline/streams';
import { setTimeout as sleep } from 'node:timers/promises';
import { spoolDrained, spoolRefused } from './events.ts';
import type { EdgeTables } from './spool.ts';

export interface Drain {
  start(): void;
  stop(): Promise<void>;
}

interface DrainDeps {
  readonly database: Database<EdgeTables>;
  readonly producer: Pick<Producer, 'sendAll'>;
  readonly kit: Kit;
  /** How often to look for spooled deliveries; 1,000 by default. */
  readonly pollMs?: number;
}

type Lock = Awaited<ReturnType<Database<EdgeTables>['connect']>>;

const BATCH = 200;
/** A long spool is not counted to its end every second. */
const MOST_COUNTED = 100_000;
const MEASURE = `
  select (select count(*) from (select from edge.spool where refused_code is null limit $1) as counted) as waiting,
         (select created_at from edge.spool where refused_code is null order by id limit 1) as oldest`;
/** Names the lock that makes one replica the drainer, for the session that holds it ('edge' in ASCII). */
const LOCK_KEY = 0x65646765;

/**
 * Gives what is spooled to Kafka, oldest first, and deletes it after the ack. One replica of all does so at a time, under an
 * advisory lock on a connection of its own. A record may be given twice (a crash between ack and delete): allowed, as
 * deliveries are idempotent.
 */
export function createDrain({ database, producer, kit, pollMs = 1000 }: DrainDeps): Drain {
  const depth = kit.metrics.gauge(
    'throughline_edge_spool_depth',
    'Deliveries that wait in the spool, counted to 100,000',
  );
  const age = kit.metrics.gauge(
    'throughline_edge_spool_age_seconds',
    'Age of the oldest delivery in the spool',
  );
  const ending = new AbortController();
  let lock: Lock | undefined;
  let running: Promise<void> | undefined;

  const holdsLock = async (): Promise<boolean> => {
    if (lock !== undefined) return true;
    const client = await database.connect();
    const lost = () => {
      if (lock === client) lock = undefined;
    };
    client.on('error', lost);
    client.on('end', lost);
    let held = false;
    try {
      const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
        LOCK_KEY,
      ]);
      held = rows[0]?.held === true;
    } finally {
      if (!held) await client.end().catch(() => undefined);
    }
    if (held) lock = client;
    return held;
  };
  const measure = async (): Promise<number> => {
    const { rows } = await database.pool.query<{ waiting: number; oldest: Date | null }>(MEASURE, [
      MOST_COUNTED,
    ]);
    const { waiting = 0, oldest = null } = rows[0] ?? {};
    depth.set(waiting);
    age.set(oldest === null ? 0 : (Date.now() - oldest.getTime()) / 1000);
    return waiting;
  };
  const run = async () => {
    while (!ending.signal.aborted) {
      try {
        if ((await measure()) > 0 && (await holdsLock())) {
          await drainBatch(database, producer, kit);
          continue;
        }
      } catch (error) {
        // Kafka or PostgreSQL away is told elsewhere; anything else is a mistake, and has to be seen.
        const level = isRetryable(asStoreError(error)) ? 'debug' : 'error';
        kit.log[level]({ err: error }, 'The spool cannot be drained now');
      }
      await sleep(pollMs, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  };
  return {
    start: () => {
      running ??= run();
    },
    stop: async () => {
      ending.abort();
      await running;
      await lock?.end().catch(() => undefined);
    },
  };
}

async function drainBatch(
  { kysely }: DrainDeps['database'],
  producer: DrainDeps['producer'],
  kit: Kit,
): Promise<void> {
  const rows = await kysely
    .selectFrom('spool')
    .select(['id', 'topic', 'key', 'value', 'headers'])
    .where('refused_code', 'is', null)
    .orderBy('id')
    .limit(BATCH)
    .execute();
  const refused = await sendInOrder(producer, rows);
  for (const [id, code] of refused) {
    await kysely.updateTable('spool').set({ refused_code: code }).where('id', '=', id).execute();
    kit.metrics.observe(spoolRefused({ code }, { detail: { id } }));
  }
  const sent = rows.map((row) => row.id).filter((id) => !refused.has(id));
  if (sent.length > 0) await kysely.deleteFrom('spool').where('id', 'in', sent).execute();
  kit.metrics.observe(spoolDrained({}, { value: sent.length }));
}

type SpooledRecord = OutgoingRecord & { readonly id: number };

/** @returns the code for each record that Kafka refuses for the record's own sake; throws where Kafka is away */
async function sendInOrder(
  producer: DrainDeps['producer'],
  rows: ReadonlyArray<SpooledRecord>,
): Promise<ReadonlyMap<number, string>> {
  const refused = new Map<number, string>();
  const isRefusal = (error: unknown): error is CodedError => error instanceof CodedError && !error.retryable;
  try {
    await producer.sendAll(rows);
    return refused;
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  for (const row of rows) {
    try {
      await producer.sendAll([row]);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.set(row.id, error.code);
    }
  }
  return refused;
}
