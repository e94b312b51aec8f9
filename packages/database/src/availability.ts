import { CodedError } from '@throughline/errors';
import { databaseErrors } from './errors.ts';

/** Sockets that fail, as Node names it. */
const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * SQLSTATEs of a server that cannot work now, from https://www.postgresql.org/docs/18/errcodes-appendix.html:
 * 08 connection exception, 53 insufficient resources (connections, disk, memory), 58 system error;
 * 57P01 to 57P05 shutdowns and starting up; 25006 writes refused, as on a standby after a failover.
 */
const unavailableStates = /^(08...|53...|58...|57P0[1-5]|25006)$/;

/** What pg and pg-pool say without a code. */
const unavailableMessages =
  /connection terminated|timeout exceeded when trying to connect|timeout expired|not queryable|query read timeout|connection error/i;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';

/** Whether an error says that the store is away (the work itself may be fine), not that a statement is wrong. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (code === 'database.unavailable' || socketCodes.has(code)) return true;
  // A server's own answer has a SQLSTATE; its message is about the statement, whatever words it holds.
  if (/^[0-9A-Z]{5}$/.test(code)) return unavailableStates.test(code);
  return error instanceof Error && !(error instanceof CodedError) && unavailableMessages.test(error.message);
}

/** Serialization failure or deadlock: the same transaction may well succeed when it is run again. */
export const isConflict = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

/**
 * What a step may throw: a store that is away as the retryable `database.unavailable`, a statement or lock that took too
 * long as `database.timed-out` (a slow store must not dead-letter anything), any other error as it is.
 */
export function asStoreError(error: unknown): unknown {
  if (error instanceof CodedError) return error;
  if (isUnavailable(error)) return databaseErrors.unavailable({ cause: error });
  const code = codeOf(error);
  if (code === '57014' || code === '55P03') return databaseErrors.timedOut({ cause: error });
  return error;
}
