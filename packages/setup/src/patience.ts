import { setTimeout as sleep } from 'node:timers/promises';
import { isRetryable } from '@throughline/errors';

/**
 * Does a piece of work again while the store that it needs is away.
 * @param patienceMs how long, in milliseconds, before its error is passed on
 * @param away told each time, with the error
 */
export async function patiently<T>(
  work: () => Promise<T>,
  patienceMs: number,
  away: (error: unknown) => void,
): Promise<T> {
  const end = Date.now() + patienceMs;
  for (let pause = 250; ; pause = Math.min(pause * 2, 5000)) {
    try {
      return await work();
    } catch (error) {
      if (!isRetryable(error) || Date.now() + pause > end) throw error;
      away(error);
      await sleep(pause);
    }
  }
}
