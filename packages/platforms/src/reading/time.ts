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

/** Epoch milliseconds of a number or text of epoch seconds (with fraction); null where it is none. */
export function parseSeconds(value: unknown): number | null {
  const seconds =
    typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN;
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : null;
}
