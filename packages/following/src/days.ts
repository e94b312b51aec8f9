/** Days of UTC as `YYYY-MM-DD`, the unit in which history is listed and compared. */

export const DAY_MS = 24 * 60 * 60 * 1000;

export const dayOf = (time: number | Date): string => new Date(time).toISOString().slice(0, 10);

/** Epoch milliseconds at which the day begins. */
export const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

export const addDays = (day: string, days: number): string => dayOf(startOf(day) + days * DAY_MS);

/** The days that a span touches, both ends included, oldest first; at most `most` of the newest. */
export function daysBetween(from: Date, to: Date, most: number): ReadonlyArray<string> {
  const days: string[] = [];
  for (
    let day = dayOf(to);
    startOf(day) + DAY_MS > from.getTime() && days.length < most;
    day = addDays(day, -1)
  )
    days.unshift(day);
  return days;
}
