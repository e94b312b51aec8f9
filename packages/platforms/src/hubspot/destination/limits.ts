import { retryAfterMs, type Destination, type LimitReading } from '../../destination.ts';
import { batchSize } from './names.ts';

const number = (value: string | undefined): number | undefined => {
  const parsed = Number(value);
  return value === undefined || value === '' || !Number.isFinite(parsed) ? undefined : parsed;
};

/**
 * Reads the limits of an answer. Burst: X-HubSpot-RateLimit-Max and -Remaining within -Interval-Milliseconds (usage guidelines on
 * developers.hubspot.com); a daily quota that is used up stops everything.
 */
export function readLimits(answer: {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}): LimitReading {
  const { headers, status } = answer;
  const max = number(headers['x-hubspot-ratelimit-max']);
  const intervalMs = number(headers['x-hubspot-ratelimit-interval-milliseconds']);
  const remaining = number(headers['x-hubspot-ratelimit-remaining']);
  const daily = number(headers['x-hubspot-ratelimit-daily-remaining']);
  const after =
    status === 429 || status === 477 ? retryAfterMs(headers['retry-after'], Date.now()) : undefined;
  const blockedMs = daily !== undefined && daily <= 0 ? 15 * 60_000 : after;
  return {
    ...(max === undefined ? {} : { max }),
    ...(intervalMs === undefined ? {} : { intervalMs }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(blockedMs === undefined ? {} : { blockedMs }),
  };
}

/** 100 requests in ten seconds is what every account has, whatever it pays for. */
export const limits: Destination['limits'] = {
  batchSize,
  requests: { max: 100, intervalMs: 10_000 },
  read: readLimits,
};
