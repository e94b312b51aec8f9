/** What is to be reached; fixed before it was. */

/** Pairwise F1 in per cent by set, without labels and at the threshold fixed beforehand: what Splink reached at its best. */
export const febrlGoals: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  without: { 1: 100, 2: 99.5, 3: 99.2, 4: 99.8 },
  few: { 1: 99.1, 2: 97.1, 3: 97.5, 4: 98.7 },
};

/** Fewer customers than this, of 10,000 people, are made of several. */
export const MOST_FALSE_MERGES = 1;

/** `met` or `missed`; empty where there is no goal. F1 in shares of 1, counted to the hundredth of a per cent that is shown. */
export function verdict(f1: number, goal: number | undefined): string {
  if (goal === undefined) return '';
  return Math.round(f1 * 10_000) >= Math.round(goal * 100) ? 'met' : 'missed';
}
