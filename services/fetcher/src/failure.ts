import { CodedError } from '@throughline/errors';
import { fetcherErrors } from '@throughline/following';

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 600_000;

export const asCoded = (error: unknown): CodedError =>
  error instanceof CodedError ? error : fetcherErrors.unexpected({ cause: error });

/** Doubles from a second to ten minutes, spread by half so that replicas do not ask in step; the vendor's own word outranks it. */
export function delayOf(attempt: number, error: CodedError): number {
  const asked = error.detail['retryAfterMs'];
  if (typeof asked === 'number') return asked;
  const full = Math.min(FIRST_DELAY_MS * 2 ** Math.min(attempt, 20), LONGEST_DELAY_MS);
  return full * (0.5 + Math.random() / 2);
}

/**
 * Whether the error is about the source as a whole, which is paused or blocked by now: what waits stays as it is, and is no
 * attempt.
 */
export const isOfSource = (error: CodedError): boolean =>
  error.code === 'platforms.api-limited' ||
  error.code === 'fetcher.access-refused' ||
  (error.code === 'platforms.api-unauthorized' && error.detail['status'] === 401);
