import { decayed } from './fold.ts';
import type { CountedContribution } from './fold.ts';
import type { RuleSet } from './rules.ts';
import { utcDay, utcMonth } from './time.ts';

/** A threshold that a customer's contributions crossed, at the one that did it. */
export interface Crossing {
  readonly signal: 'high_engagement' | 'hot_lead' | 'low_engagement';
  /** The day or month it holds for, or the last day before a silence; UTC. */
  readonly window: string;
  readonly interactionId: string;
  readonly occurredAt: number;
  /** Points of the day, or the score, at that moment. */
  readonly value: number;
  readonly threshold: number;
}

/**
 * The first crossing in each window: points of a day (`high_engagement`), score in a month (`hot_lead`).
 * Pure, and the same whatever the order in which the contributions arrived.
 * @param counted a fold's contributions, earliest first
 */
export function crossingsOf(counted: ReadonlyArray<CountedContribution>, ruleSet: RuleSet): Crossing[] {
  const crossings = new Map<string, Crossing>();
  const cross = (
    signal: Crossing['signal'],
    window: string,
    value: number,
    threshold: number,
    { interactionId, occurredAt }: CountedContribution,
  ) => {
    const key = `${signal} ${window}`;
    if (value < threshold || crossings.has(key)) return;
    crossings.set(key, { signal, window, interactionId, occurredAt, value, threshold });
  };
  let day = '';
  let pointsOfDay = 0;
  let score = 0;
  let at = counted[0]?.occurredAt ?? 0;
  for (const contribution of counted) {
    const { occurredAt } = contribution;
    const today = utcDay(occurredAt);
    pointsOfDay = (today === day ? pointsOfDay : 0) + contribution.counted;
    score = decayed(score, at, occurredAt, ruleSet.halfLifeDays) + contribution.counted;
    day = today;
    at = occurredAt;
    cross('high_engagement', today, pointsOfDay, ruleSet.highEngagementPoints, contribution);
    cross('hot_lead', utcMonth(occurredAt), score, ruleSet.hotLeadScore, contribution);
  }
  return [...crossings.values()];
}
