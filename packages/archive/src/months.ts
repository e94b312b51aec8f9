/** Which monthly index a time belongs to. */

const DAY = 24 * 60 * 60 * 1000;
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);
/** Appointments and due dates lie ahead of their receipt; what lies further ahead than this is a vendor's mistake. */
const AHEAD = 366 * DAY;

/** Whether a time can be filed at all: a whole number of milliseconds in 2000…2099, UTC. */
export const isFileable = (time: number): boolean =>
  Number.isSafeInteger(time) && time >= EARLIEST && time < LATEST;

/** The month that was asked for last: the next one is mostly the same, and formatting a date costs more than all else here. */
let last = { from: 0, to: 0, month: '' };

/** `YYYY-MM` of a time in epoch milliseconds, UTC. */
export function monthOf(time: number): string {
  if (time >= last.from && time < last.to) return last.month;
  const date = new Date(time);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  last = {
    from: Date.UTC(year, month),
    to: Date.UTC(year, month + 1),
    month: date.toISOString().slice(0, 7),
  };
  return last.month;
}

/**
 * The month that an interaction is filed in: that of `occurredAt`, or of `receivedAt` where `occurredAt` lies before 2000
 * or more than a year after its receipt, so that absurd times cannot make an index each. It depends on nothing but the
 * record, so a replay files it in the same month.
 * @returns `YYYY-MM`, or undefined where neither time is fit
 */
export function interactionMonth(occurredAt: number, receivedAt: number): string | undefined {
  if (isFileable(occurredAt) && (!isFileable(receivedAt) || occurredAt <= receivedAt + AHEAD))
    return monthOf(occurredAt);
  return isFileable(receivedAt) ? monthOf(receivedAt) : undefined;
}
