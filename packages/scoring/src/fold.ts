import { byText } from './intervals.ts';
import type { RuleSet } from './rules.ts';
import { DAY_MS, utcDay } from './time.ts';

/** Points of one interaction under one rule: what every score is made of. */
export interface Contribution {
  readonly interactionId: string;
  readonly rule: string;
  /** Identifier that holds it, `type:value`. */
  readonly anchor: string;
  /** Epoch milliseconds, UTC. */
  readonly occurredAt: number;
  readonly points: number;
  readonly revision: number;
}

/** A contribution and what of it counts. */
export interface CountedContribution extends Contribution {
  /** Its points, less what the day's cap took. */
  readonly counted: number;
  /** `counted` after decay, at the score's `asOf`. */
  readonly worth: number;
}

export interface FoldedScore {
  readonly value: number;
  /** Epoch milliseconds, UTC; 0 where nothing contributes. */
  readonly asOf: number;
  /** How many contributions count. */
  readonly contributions: number;
  readonly lastContributionAt: number | null;
  /** Share of each rule in the value, in points; keys sorted. */
  readonly byRule: Readonly<Record<string, number>>;
  /** The explanation: every contribution, earliest first. */
  readonly counted: ReadonlyArray<CountedContribution>;
}

/** Earliest first; the ids decide among equals, so that a cap always takes the same ones. */
function canonicalOrder(a: Contribution, b: Contribution): number {
  return a.occurredAt - b.occurredAt || byText(a.interactionId, b.interactionId) || byText(a.rule, b.rule);
}

/** One for each (interaction, rule), the highest revision; in canonical order. */
function distinct(contributions: Iterable<Contribution>): Contribution[] {
  const byKey = new Map<string, Contribution>();
  for (const contribution of contributions) {
    const key = `${contribution.interactionId}\n${contribution.rule}`;
    const known = byKey.get(key);
    if (known === undefined || contribution.revision > known.revision) byKey.set(key, contribution);
  }
  return [...byKey.values()].sort(canonicalOrder);
}

/** To a millionth of a point: sums of the same parts then compare equal, whatever stored them. */
const rounded = (points: number) => Math.round(points * 1e6) / 1e6;

/** value × 2^(−(to − from) / half-life); times in epoch milliseconds. */
export function decayed(value: number, from: number, to: number, halfLifeDays: number): number {
  return value * 2 ** (-(to - from) / (halfLifeDays * DAY_MS));
}

/**
 * Folds a customer's contributions into a score. Pure: order and duplicates change nothing.
 * @param asOf epoch milliseconds; later contributions are left out. By default the time of the last contribution, not
 *   now, so that the same contributions give the same score whenever they are folded.
 */
export function fold(contributions: Iterable<Contribution>, ruleSet: RuleSet, asOf?: number): FoldedScore {
  const known = distinct(contributions).filter(
    (contribution) => asOf === undefined || contribution.occurredAt <= asOf,
  );
  const last = known.at(-1);
  if (last === undefined)
    return { value: 0, asOf: asOf ?? 0, contributions: 0, lastContributionAt: null, byRule: {}, counted: [] };

  const at = asOf ?? last.occurredAt;
  const caps = new Map(ruleSet.rules.map(({ rule, dailyCap }) => [rule, dailyCap ?? Infinity]));
  const spent = new Map<string, number>();
  const shares = new Map<string, number>();
  let value = 0;
  const counted = known.map((contribution): CountedContribution => {
    const { rule, points, occurredAt } = contribution;
    const day = `${utcDay(occurredAt)}\n${rule}`;
    const before = spent.get(day) ?? 0;
    const counts = Math.max(0, Math.min(points, (caps.get(rule) ?? Infinity) - before));
    spent.set(day, before + counts);
    const worth = decayed(counts, occurredAt, at, ruleSet.halfLifeDays);
    value += worth;
    shares.set(rule, (shares.get(rule) ?? 0) + worth);
    return { ...contribution, counted: counts, worth: rounded(worth) };
  });
  const byRule = [...shares].sort(([a], [b]) => byText(a, b)).map(([rule, worth]) => [rule, rounded(worth)]);
  return {
    value: rounded(value),
    asOf: at,
    contributions: counted.filter((contribution) => contribution.counted > 0).length,
    lastContributionAt: last.occurredAt,
    byRule: Object.fromEntries(byRule),
    counted,
  };
}
