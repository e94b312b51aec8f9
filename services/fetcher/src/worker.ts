import { setTimeout as sleep } from 'node:timers/promises';
import type { SourceDirectory } from '@throughline/connections';
import { CodedError } from '@throughline/errors';
import type { HttpClient } from '@throughline/platforms';
import { encodeRaw, isLarge, type BodyStore, type RawRecord } from '@throughline/raw';
import { rawTopic, type Family } from '@throughline/schemas';
import type { Kit } from '@throughline/service-kit';
import type { OutgoingRecord, Producer } from '@throughline/streams';
import { bring } from './bring.ts';
import { fetcherErrors } from './errors.ts';
import { fetched, fetchFailed, roundFailed } from './events.ts';
import type { Job, Jobs } from './jobs.ts';

export interface WorkerDeps {
  readonly jobs: Jobs;
  readonly directory: Pick<SourceDirectory, 'get' | 'refresh'>;
  readonly http: HttpClient;
  readonly bodies: BodyStore;
  readonly producer: Pick<Producer, 'sendAll'>;
  readonly kit: Pick<Kit, 'metrics' | 'readiness'>;
  readonly concurrency: number;
  readonly now?: () => number;
}

export interface Worker {
  start(): void;
  /** Work may have come: look now rather than at the next look-around. */
  wake(): void;
  /** Lets the fetches under way finish. */
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 1_000;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 600_000;
const MOST_ATTEMPTS = 60;
const MOST_UNEXPECTED = 5;

/** Doubles from a second to ten minutes, spread by half so that replicas do not ask in step; the vendor's own word outranks it. */
export function delayOf(attempt: number, error: CodedError): number {
  const asked = error.detail['retryAfterMs'];
  if (typeof asked === 'number') return asked;
  const full = Math.min(FIRST_DELAY_MS * 2 ** attempt, LONGEST_DELAY_MS);
  return full * (0.5 + Math.random() / 2);
}

const asCoded = (error: unknown): CodedError =>
  error instanceof CodedError ? error : fetcherErrors.unexpected({ cause: error });

/** Takes jobs that are due and brings their objects to the raw topics; a vendor that is away delays only its own. */
export function createWorker({
  jobs,
  directory,
  http,
  bodies,
  producer,
  kit,
  concurrency,
  now = Date.now,
}: WorkerDeps): Worker {
  let stopping = false;
  let running: Promise<void> = Promise.resolve();
  let wakeUp = new AbortController();

  async function toKafka(record: RawRecord): Promise<OutgoingRecord> {
    if (isLarge(record)) await bodies.put(record.digest, record.body);
    const topic = directory.get(record.sourceId)?.topic ?? rawTopic(record.family as Family);
    return { topic, ...encodeRaw(record) };
  }

  async function attempt(job: Job): Promise<void> {
    const { platform } = job;
    if (directory.get(job.source_id) === undefined) await directory.refresh();
    const brought = await bring(job, directory.get(job.source_id), http, now());
    await producer.sendAll(await Promise.all(brought.records.map(toKafka)));
    await jobs.finish(job, brought.contentHash);
    kit.metrics.observe(fetched({ platform, outcome: brought.outcome }));
  }

  async function handle(job: Job): Promise<void> {
    try {
      await attempt(job);
    } catch (thrown) {
      const error = asCoded(thrown);
      const { platform } = job;
      const most = error.code === 'fetcher.unexpected' ? MOST_UNEXPECTED : MOST_ATTEMPTS;
      const again = error.retryable && job.attempt + 1 < most;
      const detail = {
        sourceId: job.source_id,
        objectType: job.object_type,
        attempt: job.attempt,
        err: thrown,
      };
      kit.metrics.observe(fetchFailed({ platform, code: error.code }, { detail }));
      kit.metrics.observe(fetched({ platform, outcome: again ? 'retried' : 'failed' }));
      if (again) await jobs.retry(job, error.code, delayOf(job.attempt, error));
      else await jobs.fail(job, error.code);
    }
  }

  async function round(): Promise<number> {
    const claimed = await jobs.claim(concurrency);
    const results = await Promise.allSettled(claimed.map(handle));
    const broken = results.find((result) => result.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
    return claimed.length;
  }

  async function run(): Promise<void> {
    while (!stopping) {
      let taken = 0;
      try {
        taken = await round();
        kit.readiness.set('jobs', true);
      } catch (error) {
        kit.readiness.set('jobs', false);
        kit.metrics.observe(roundFailed({ code: asCoded(error).code }, { detail: { err: error } }));
      }
      if (taken > 0 || stopping) continue;
      await sleep(LOOK_EVERY_MS, undefined, { signal: wakeUp.signal }).catch(() => undefined);
      wakeUp = new AbortController();
    }
  }

  return {
    start: () => void (running = run()),
    wake: () => wakeUp.abort(),
    async stop() {
      stopping = true;
      wakeUp.abort();
      await running;
    },
  };
}
