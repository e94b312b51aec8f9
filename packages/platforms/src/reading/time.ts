/** Vendors' clocks are believed from 1990 to one day after we received it. */
const EARLIEST = Date.UTC(1990, 0, 1);
const DAY = 24 * 60 * 60 * 1000;

export interface OccurredAt {
  /** UTC, epoch milliseconds. */
  readonly occurredAt: number;
  readonly occurredAtSource: 'vendor' | 'received' | 'implausible';
}

/** When something happened by the vendor's word, or by our receipt where it gives none or an implausible one. */
export function occurredAt(vendorTime: number | null | undefined, receivedAt: number): OccurredAt {
  if (vendorTime === null || vendorTime === undefined || Number.isNaN(vendorTime)) {
    return { occurredAt: receivedAt, occurredAtSource: 'received' };
  }
  if (vendorTime < EARLIEST || vendorTime > receivedAt + DAY) {
    return { occurredAt: receivedAt, occurredAtSource: 'implausible' };
  }
  return { occurredAt: Math.round(vendorTime), occurredAtSource: 'vendor' };
}

/** Epoch milliseconds of an ISO 8601 text; null where it is none. A text without a zone is read as UTC. */
export function parseTime(text: unknown): number | null {
  if (typeof text !== 'string' || text === '') return null;
  const zoned =
    /(?:Z|[+-]\d{2}:?\d{2}|GMT|UTC)$/i.test(text) || text.includes(',') ? text : `${text.replace(' ', 'T')}Z`;
  const value = Date.parse(zoned);
  return Number.isNaN(value) ? null : value;
}

const numberOf = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN;

/** The most milliseconds either side of 1970 that a `Date` holds (ECMAScript, section 21.4.1.1); 2^53 lies beyond. */
const FURTHEST = 8.64e15;

/** In whole milliseconds; null for what no `Date` holds: neither a revision, nor Avro's `long`, nor ISO 8601 would take it. */
const told = (milliseconds: number): number | null => {
  // Adding 0 makes 0 of -0.
  const whole = Math.round(milliseconds) + 0;
  return Math.abs(whole) <= FURTHEST ? whole : null;
};

/** Epoch milliseconds of a number or text of epoch seconds (with fraction); null where it is none. */
export const parseSeconds = (value: unknown): number | null => told(numberOf(value) * 1000);

/** Epoch milliseconds of a number or text of such; null where it is none. */
export const parseMilliseconds = (value: unknown): number | null => told(numberOf(value));
