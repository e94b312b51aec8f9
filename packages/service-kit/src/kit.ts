import { setTimeout as sleep } from 'node:timers/promises';
import { serviceErrors } from './errors.ts';
import { createLog, type Logger } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import { createTracing, type Tracing } from './tracing.ts';

/** What every service is given: its voice, its figures, its state and its way out. */
export interface Kit {
  readonly name: string;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly tracing: Tracing;
  /** Aborted when shutting down begins. */
  readonly signal: AbortSignal;
  /** Registers what has to be closed; the last registered closes first. */
  onShutdown(name: string, close: () => Promise<void> | void): void;
  /** For what must never happen: logs it and ends the process, so that nothing is lost by going on. */
  fatal(error: unknown): void;
  /** Closes everything, once. Rejects with service.shutdown-overdue if that takes longer than the grace time. */
  shutdown(): Promise<void>;
}

export interface KitOptions {
  readonly name: string;
  readonly logLevel?: string;
  /** Milliseconds in which everything has to be closed. */
  readonly graceMs?: number;
  readonly log?: Logger;
  readonly processMetrics?: boolean;
  readonly exit?: (code: number) => void;
}

/** A kit without signal handlers and admin port: for tests, and for `runService`, which adds them. */
export function createKit({ name, logLevel = 'silent', graceMs = 25_000, ...options }: KitOptions): Kit {
  const log = options.log ?? createLog(name, logLevel);
  const metrics = createMetrics({ log, processMetrics: options.processMetrics ?? false });
  const readiness = createReadiness();
  const ending = new AbortController();
  const closers: Array<{ name: string; close: () => Promise<void> | void }> = [];
  const exit = options.exit ?? ((code) => process.exit(code));
  let shuttingDown: Promise<void> | undefined;

  const closeAll = async () => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
      try {
        await closer.close();
        log.debug({ part: closer.name }, 'Closed');
      } catch (error) {
        log.error({ err: error, part: closer.name }, 'Could not close cleanly');
      }
    }
  };
  const shutdown = async () => {
    readiness.set('running', false);
    ending.abort();
    const late = new AbortController();
    const overdue = sleep(graceMs, 'overdue', { signal: late.signal }).catch(() => 'closed');
    const outcome = await Promise.race([closeAll().then(() => 'closed'), overdue]);
    late.abort();
    if (outcome === 'overdue') throw serviceErrors.shutdownOverdue({ detail: { graceMs } });
  };
  return {
    name,
    log,
    metrics,
    readiness,
    tracing: createTracing(name),
    signal: ending.signal,
    onShutdown: (part, close) => {
      closers.push({ name: part, close });
    },
    fatal: (error) => {
      log.fatal({ err: error }, 'The service cannot go on');
      exit(1);
    },
    shutdown: () => (shuttingDown ??= shutdown()),
  };
}
