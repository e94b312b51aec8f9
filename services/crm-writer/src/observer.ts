import { isRetryable } from '@throughline/errors';
import { createLedgerConsole, sweep, type LedgerDatabase } from '@throughline/ledger';
import type { Kit } from '@throughline/service-kit';
import { jobsSeen, oldestDue } from './events.ts';

const EVERY_MS = 15_000;

/** Every now and then: jobs by state as metrics, and the sweeping up. @returns how to end it */
export function startObserver(deps: {
  readonly database: LedgerDatabase;
  readonly kit: Pick<Kit, 'metrics' | 'log' | 'fatal'>;
}): () => Promise<void> {
  const ledger = createLedgerConsole(deps.database);
  const { metrics } = deps.kit;
  let working: Promise<void> = Promise.resolve();

  async function observe(): Promise<void> {
    for (const stats of await ledger.stats()) {
      const connection = stats.connectionId;
      for (const state of ['pending', 'waiting', 'failed', 'skipped'] as const)
        metrics.observe(jobsSeen({ connection, state }, { value: stats[state] }));
      const since = stats.oldestDue === null ? 0 : (Date.now() - stats.oldestDue.getTime()) / 1000;
      metrics.observe(oldestDue({ connection }, { value: Math.max(0, since) }));
    }
    await sweep(deps.database);
  }

  const timer = setInterval(() => {
    working = observe().catch((error: unknown) => {
      if (isRetryable(error)) deps.kit.log.warn({ err: error }, 'Ledger away');
      else deps.kit.fatal(error);
    });
  }, EVERY_MS);
  return async () => {
    clearInterval(timer);
    await working;
  };
}
