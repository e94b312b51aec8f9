import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '@throughline/errors';
import { defineEvent } from './events.ts';
import type { Kit } from './kit.ts';

const PAUSE_MS = 2_000;

const storeAwaited = defineEvent({
  level: 'warn',
  message: 'Cannot start yet: waiting',
  metric: {
    kind: 'counter',
    name: 'throughline_service_start_waits_total',
    help: 'How often the start had to wait for a store that was away',
    labels: ['what', 'code'],
  },
});

/**
 * Does what the start needs of a store, again for as long as that store is away; the service lives and is not ready meanwhile.
 * @param what the store's name in `/readyz`
 * @throws whatever is not retryable, and anything once the service is shutting down
 */
export async function whenThere<T>(
  kit: Pick<Kit, 'metrics' | 'readiness' | 'signal'>,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      const result = await work();
      kit.readiness.set(what, true);
      return result;
    } catch (error) {
      if (!(error instanceof CodedError && error.retryable) || kit.signal.aborted) throw error;
      kit.readiness.set(what, false);
      kit.metrics.observe(storeAwaited({ what, code: error.code }, { detail: error.detail }));
      await sleep(PAUSE_MS, undefined, { signal: kit.signal });
    }
  }
}
