import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '@throughline/errors';
import type { Database } from '@throughline/database';
import type { Kit } from '@throughline/service-kit';
import type { Producer } from '@throughline/streams';
import { outboxErrors } from './errors.ts';
import { goingOn, refused, waiting } from './events.ts';
import { tryToLead, type Leadership } from './leadership.ts';
import { createRows, type Row, type Rows } from './rows.ts';

export interface RelayOptions {
  readonly database: Pick<Database<unknown>, 'connect' | 'schema'>;
  /** Without a deadline: one that gives up early publishes out of order. */
  readonly producer: Pick<Producer, 'sendAll'>;
  readonly kit: Pick<Kit, 'metrics' | 'fatal'>;
  /** How often to look without being woken; 1,000 by default. */
  readonly pollMs?: number;
  /** How often a relay that does not lead tries to; 1,000 by default. */
  readonly standbyMs?: number;
}

export interface Relay {
  /** Begins to lead, or to stand by. */
  start(): void;
  /** Finishes the batch in hand and lets another relay lead. */
  stop(): Promise<void>;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
/** Shortest time from one batch to the next while they are small: what trickles in is gathered. */
const PACE_MS = 100;
const SMALL_BATCH = 100;

/**
 * Publishes what a domain announced, by id, and deletes it when every in-sync replica has it. Of all relays of a schema one
 * works at a time. A crash between publishing and deleting publishes again; nothing is ever lost. Should the lock change hands
 * while a batch is under way, that batch may come again after newer records: consumers go by version.
 */
export function createRelay({
  database,
  producer,
  kit,
  pollMs = 1_000,
  standbyMs = 1_000,
}: RelayOptions): Relay {
  const { schema } = database;
  const published = kit.metrics.counter('throughline_outbox_published_total', 'Records published', [
    'schema',
  ]);
  const leads = kit.metrics.gauge(
    'throughline_outbox_leads',
    '1 while this relay is the one that publishes',
    ['schema'],
  );
  const delay = kit.metrics.histogram(
    'throughline_outbox_delay_seconds',
    'Seconds from announcing to being acked, of the oldest record of each batch',
    ['schema'],
  );
  const stopping = new AbortController();
  let failures = 0;

  const rest = (milliseconds: number) =>
    sleep(milliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);

  const succeeded = () => {
    if (failures > 0) kit.metrics.observe(goingOn({ schema }));
    failures = 0;
  };

  /** One by one, in order, after Kafka refused one of them. */
  const publishSingly = async (batch: ReadonlyArray<Row>, rows: Rows) => {
    for (const { id, record } of batch) {
      try {
        await producer.sendAll([record]);
        await rows.remove([id]);
      } catch (error) {
        if (!(error instanceof CodedError) || error.retryable) throw error;
        kit.metrics.observe(refused({ schema, code: error.code }, { detail: { id, topic: record.topic } }));
        await rows.setAside(id, error.code);
      }
    }
  };

  const publish = async (batch: ReadonlyArray<Row>, rows: Rows) => {
    try {
      await producer.sendAll(batch.map((row) => row.record));
    } catch (error) {
      if (!(error instanceof CodedError) || error.retryable) throw error;
      return publishSingly(batch, rows);
    }
    await rows.remove(batch.map((row) => row.id));
  };

  const lead = async ({ client, lost, announced }: Leadership) => {
    const rows = createRows(client, schema);
    leads.set({ schema }, 1);
    while (!stopping.signal.aborted) {
      const started = performance.now();
      if (lost.aborted) throw outboxErrors.leadershipLost();
      const batch = await rows.next();
      const [oldest] = batch;
      if (oldest === undefined) {
        succeeded();
        await announced(pollMs);
        continue;
      }
      await publish(batch, rows);
      succeeded();
      published.inc({ schema }, batch.length);
      delay.observe({ schema }, Math.max(0, Date.now() - oldest.createdAt) / 1_000);
      const left = PACE_MS - (performance.now() - started);
      if (batch.length < SMALL_BATCH && left > 1) await rest(left);
    }
  };

  const work = async () => {
    while (!stopping.signal.aborted) {
      let leadership: Leadership | undefined;
      try {
        leadership = await tryToLead(database, stopping.signal);
        if (leadership === undefined) await rest(standbyMs);
        else await lead(leadership);
      } catch (error) {
        if (!(error instanceof CodedError) || !error.retryable) return kit.fatal(error);
        failures += 1;
        if (failures === 1)
          kit.metrics.observe(waiting({ schema, code: error.code }, { detail: { err: error } }));
        const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
        await rest(longest * (0.5 + Math.random() / 2));
      } finally {
        leads.set({ schema }, 0);
        await leadership?.resign();
      }
    }
  };

  let working: Promise<void> | undefined;
  return {
    start: () => {
      working ??= work();
    },
    stop: async () => {
      stopping.abort();
      await working;
    },
  };
}
