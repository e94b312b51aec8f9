/** Probabilities at which something is done about two records. */
export interface Thresholds {
  /** At or above it they are linked. */
  readonly linkAt: number;
  /** At or above it, and below the other, they are suggested to a person. */
  readonly suggestAt: number;
}

/**
 * Fixed before anything was measured, by what an error costs and on no labels: a wrong link costs a great deal more than a
 * missed one, which is still suggested; and what is suggested should be right more often than not.
 */
export const defaultThresholds: Thresholds = { linkAt: 0.99, suggestAt: 0.5 };

export type MatchDecision = 'link' | 'suggest' | 'none';

/** What to do about two records that are one person's with this probability. */
export function decide(probability: number, thresholds: Thresholds = defaultThresholds): MatchDecision {
  if (probability >= thresholds.linkAt) return 'link';
  return probability >= thresholds.suggestAt ? 'suggest' : 'none';
}
