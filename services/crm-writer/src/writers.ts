import { setTimeout as sleep } from 'node:timers/promises';
import { isRetryable } from '@throughline/errors';
import type { Kit } from '@throughline/service-kit';
import type { ActiveConnection, ActiveConnections } from './active-connections.ts';
import { createWriter, type Writer, type WriterDeps } from './writer.ts';

export interface WritersDeps extends WriterDeps {
  readonly kit: Pick<Kit, 'log' | 'metrics' | 'readiness' | 'fatal'>;
  readonly connections: ActiveConnections;
  readonly pollMs: number;
  readonly refreshMs: number;
}

export interface Writers {
  start(): void;
  /** There is work: idle writers look at once. */
  wake(): void;
  /** The destinations changed: they are read at once. */
  look(): void;
  /** Lets every writer end the batch in hand. */
  stop(): Promise<void>;
}

interface Running {
  readonly connection: ActiveConnection;
  readonly writer: Writer;
  readonly done: Promise<void>;
  stop(): void;
}

/** How long the calls in hand may still begin others when the service shuts down. */
const DRAIN_MS = 8_000;
const LONGEST_WAIT_MS = 10_000;

/** One writer for each connection, each on its own: a dead destination delays no other. */
export function createWriters(deps: WritersDeps): Writers {
  const running = new Map<string, Running>();
  const ending = new AbortController();
  let awake = new AbortController();
  let looking = new AbortController();
  let refreshing: Promise<void> = Promise.resolve();

  /** Until the time is up, there is work, or it is over. */
  const rest = (milliseconds: number, signal: AbortSignal) =>
    sleep(milliseconds, undefined, { signal: AbortSignal.any([signal, awake.signal]) }).catch(
      () => undefined,
    );

  async function run(writer: Writer, signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const count = await writer.round();
        failures = 0;
        deps.kit.readiness.set('ledger', true);
        if (count === 0) await rest(deps.pollMs, signal);
      } catch (error) {
        // The ledger's store is away: what is claimed comes back when its lease is over.
        if (!isRetryable(error)) return deps.kit.fatal(error);
        failures += 1;
        deps.kit.readiness.set('ledger', false);
        deps.kit.log.warn({ err: error }, 'Ledger away');
        const wait = Math.min(250 * 2 ** failures, LONGEST_WAIT_MS);
        await sleep(wait, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  function begin(connection: ActiveConnection): Running {
    const own = new AbortController();
    const writer = createWriter(connection, deps);
    const done = run(writer, AbortSignal.any([own.signal, ending.signal]));
    return { connection, writer, done, stop: () => own.abort() };
  }

  /** Starts writers of new connections, ends those of gone ones, and restarts those whose settings changed. */
  async function align(): Promise<void> {
    const wanted = new Map(deps.connections.list.map((connection) => [connection.id, connection]));
    for (const [id, one] of running) {
      if (wanted.get(id)?.version === one.connection.version) continue;
      one.stop();
      running.delete(id);
      await one.done;
    }
    for (const [id, connection] of wanted) if (!running.has(id)) running.set(id, begin(connection));
  }

  async function refresh(): Promise<void> {
    while (!ending.signal.aborted) {
      await align();
      const signal = AbortSignal.any([ending.signal, looking.signal]);
      await sleep(deps.refreshMs, undefined, { signal }).catch(() => undefined);
      try {
        await deps.connections.refresh();
      } catch (error) {
        if (!isRetryable(error)) return deps.kit.fatal(error);
        deps.kit.log.warn({ err: error }, 'Destinations could not be read; the last known stay');
      }
    }
  }

  return {
    start: () => {
      refreshing = refresh();
    },
    wake: () => {
      awake.abort();
      awake = new AbortController();
    },
    look: () => {
      looking.abort();
      looking = new AbortController();
    },
    stop: async () => {
      ending.abort();
      for (const { writer } of running.values()) writer.hurry(Date.now() + DRAIN_MS);
      await refreshing;
      await Promise.all([...running.values()].map((one) => one.done));
    },
  };
}
