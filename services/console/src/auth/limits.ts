import { createHash } from 'node:crypto';
import type { Database } from '@throughline/database';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { CodedError } from '@throughline/errors';
import { consoleErrors } from '../errors.ts';
import type { ConsoleTables } from '../tables.ts';

export interface LimitSettings {
  /** Requests a minute that one user or token may send. */
  readonly requestsPerMinute: number;
}

const MINUTE_SECONDS = 60;
const SIGN_IN_WINDOW_SECONDS = 15 * MINUTE_SECONDS;
const FAILURES_PER_NAME = 10;
const FAILURES_PER_ADDRESS = 50;

/** What people type as their name may be anything, a password too: only its hash is kept. */
const hashed = (text: string): string => createHash('sha256').update(text.toLowerCase()).digest('base64url');

/** Limits shared by all replicas. */
export function createLimits(database: Database<ConsoleTables>, settings: LimitSettings) {
  const limiter = (keyPrefix: string, points: number, duration: number) =>
    new RateLimiterPostgres({
      storeClient: database.pool,
      storeType: 'pool',
      schemaName: database.schema,
      tableName: 'rate_limits',
      tableCreated: true,
      clearExpiredByTimeout: true,
      keyPrefix,
      points,
      duration,
      // A caller that is over is refused without asking the store again.
      inMemoryBlockOnConsumed: points + 1,
    });
  const requests = limiter('request', settings.requestsPerMinute, MINUTE_SECONDS);
  const names = limiter('name', FAILURES_PER_NAME, SIGN_IN_WINDOW_SECONDS);
  const addresses = limiter('address', FAILURES_PER_ADDRESS, SIGN_IN_WINDOW_SECONDS);

  return {
    /** @throws console.too-many-requests */
    request: (callerId: string): Promise<void> => consume(requests, callerId, consoleErrors.tooManyRequests),

    /**
     * Counts an attempt before it is made, so that many at once do not slip through.
     * @throws console.too-many-sign-ins
     */
    async signIn(name: string, address: string): Promise<void> {
      await consume(addresses, address, consoleErrors.tooManySignIns);
      await consume(names, hashed(name), consoleErrors.tooManySignIns);
    },

    /** A success takes the attempts back. */
    async signedIn(name: string, address: string): Promise<void> {
      await names.delete(hashed(name));
      await addresses.reward(address, 1);
    },
  };
}

type LimitError = (context: { detail: Record<string, unknown> }) => CodedError;

async function consume(limiter: RateLimiterPostgres, key: string, error: LimitError): Promise<void> {
  try {
    await limiter.consume(key, 1);
  } catch (reason) {
    // The library rejects with its state when the limit is reached, and with an Error when the store fails.
    if (!(reason instanceof RateLimiterRes)) throw reason;
    throw error({ detail: { retryAfterSeconds: Math.ceil(reason.msBeforeNext / 1000) } });
  }
}

export type Limits = ReturnType<typeof createLimits>;
