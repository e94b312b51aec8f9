import { parseTime } from '../../reading/index.ts';

const DISPLAYED = /^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4}),? +(\d{1,2}):(\d{2})(?::(\d{2}))?(?: *([AP])M)?$/i;

/** How far a zone is ahead of UTC at a moment, in milliseconds; 0 for a zone that nobody knows. */
function aheadOf(timeZone: string, moment: number): number {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    const name = format.formatToParts(moment).find((part) => part.type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
    const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
    return sign === '-' ? -ahead : ahead;
  } catch {
    return 0;
  }
}

export interface SheetTime {
  readonly timeZone: string;
  readonly dayFirst: boolean;
}

/**
 * A time as a spreadsheet displays it, by its own zone and order of day and month; ISO 8601 as it stands.
 * @returns epoch milliseconds UTC; null where it is none
 */
export function parseSheetTime(text: string | undefined, { timeZone, dayFirst }: SheetTime): number | null {
  const found = DISPLAYED.exec(text?.trim() ?? '');
  if (found === null) return parseTime(text?.trim());
  const [first = 0, second = 0, third = 0, hour = 0, minute = 0, seconds = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const [year, month, day] =
    first > 31 ? [first, second, third] : dayFirst ? [third, second, first] : [third, first, second];
  const half = found[7]?.toUpperCase();
  const hours = half === undefined ? hour : (hour % 12) + (half === 'P' ? 12 : 0);
  const local = Date.UTC(year, month - 1, day, hours, minute, seconds);
  if (Number.isNaN(local)) return null;
  return local - aheadOf(timeZone, local - aheadOf(timeZone, local));
}
