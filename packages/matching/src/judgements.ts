import { comparisons } from './comparisons/index.ts';
import type { Prepared } from './comparisons/index.ts';
import type { LevelModel, Model } from './model.ts';

/** How many aspects there are. */
export const ASPECTS = comparisons.length;

/** What a run of pairs looks like under every aspect: a row a pair. Judged once, weighed as often as training needs. */
export interface Judgements {
  readonly count: number;
  /** The level, or −1 for no evidence. */
  readonly levels: Int8Array;
  /** Binary logarithm of the rarity; 0 where it does not bear on the level. */
  readonly rarities: Float32Array;
}

/** Judges pairs of records: two indices a pair. */
export function judgePairs(records: ReadonlyArray<Prepared>, pairs: Uint32Array): Judgements {
  const count = pairs.length / 2;
  const levels = new Int8Array(count * ASPECTS).fill(-1);
  const rarities = new Float32Array(count * ASPECTS);
  for (let pair = 0; pair < count; pair++) {
    const [a, b] = [records[pairs[2 * pair] ?? 0], records[pairs[2 * pair + 1] ?? 0]];
    if (a === undefined || b === undefined) continue;
    for (let aspect = 0; aspect < ASPECTS; aspect++) {
      const comparison = comparisons[aspect];
      if (comparison === undefined) continue;
      const level = comparison.judge(a, b);
      levels[pair * ASPECTS + aspect] = level;
      if (level >= 0 && comparison.weighedByRarity.has(level)) {
        rarities[pair * ASPECTS + aspect] = Math.log2(comparison.rarity(a, b, level));
      }
    }
  }
  return { count, levels, rarities };
}

/** The bits that each level of each aspect counts: for one person, and for two of one household, both as against strangers. */
interface Weights {
  readonly prior: number;
  readonly match: ReadonlyArray<Float64Array>;
  readonly household: ReadonlyArray<Float64Array>;
  /** Odds of a household as against strangers. */
  readonly householdOdds: number;
  /** Bits of one person as against a household, beforehand. */
  readonly overHousehold: number;
}

/**
 * Bits of each level: `log2(m/u)`; where rarity bears on the level, what is left of it for a value of rarity 1. A lesser
 * agreement never tells more than an exact one on the same value, whatever training made of a level hardly seen.
 */
function bitsOf(levels: ReadonlyArray<LevelModel>, chance: (level: LevelModel) => number): Float64Array {
  const bits = Float64Array.from(
    levels,
    (level) => Math.log2(chance(level) / level.u) - Math.log2(level.rarity ?? 1),
  );
  const exact = bits[0] ?? 0;
  return bits.map((of, level) => (levels[level]?.rarity === null ? of : Math.min(of, exact)));
}

export function weightsOf(model: Pick<Model, 'prior' | 'householdPrior' | 'comparisons'>): Weights {
  const levels = comparisons.map(({ name }) => model.comparisons[name] ?? []);
  const strangers = 1 - model.prior - model.householdPrior;
  return {
    prior: Math.log2(model.prior / (1 - model.prior)),
    match: levels.map((of) => bitsOf(of, ({ m }) => m)),
    household: levels.map((of) => bitsOf(of, ({ household }) => household)),
    householdOdds: model.householdPrior / strangers,
    overHousehold: Math.log2(model.prior / model.householdPrior),
  };
}

/** The probability of evidence in bits, the prior in it. */
export const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -bits);

/** Evidence of a run of pairs. */
interface Evidence {
  /** Bits for one person as against two, the prior not in it. */
  readonly match: Float64Array;
  /** The probability that those who are two are of one household. */
  readonly household: Float64Array;
  /** The probability of one person where it is that or one household: that a record has no other candidate cannot raise it. */
  readonly withinHome: Float64Array;
}

/** How far the chance of a household takes the evidence back: what those who live together share tells little of who they are. */
export function householdDiscount(bits: number, { householdOdds }: Weights): number {
  return -Math.log2((1 + householdOdds * 2 ** Math.min(bits, 500)) / (1 + householdOdds));
}

export const roomFor = ({ count }: Judgements): Evidence => ({
  match: new Float64Array(count),
  household: new Float64Array(count),
  withinHome: new Float64Array(count),
});

/** Weighs pairs. @param room is overwritten and given back: who weighs often need not allocate each time */
export function weigh(judged: Judgements, weights: Weights, room: Evidence = roomFor(judged)): Evidence {
  const { match, household, withinHome } = room;
  for (let pair = 0; pair < judged.count; pair++) {
    let [sum, home] = [0, 0];
    for (let aspect = 0, at = pair * ASPECTS; aspect < ASPECTS; aspect++, at++) {
      const level = judged.levels[at] ?? -1;
      if (level < 0) continue;
      const rarity = judged.rarities[at] ?? 0;
      sum += (weights.match[aspect]?.[level] ?? 0) + rarity;
      home += (weights.household[aspect]?.[level] ?? 0) + rarity;
    }
    match[pair] = sum + householdDiscount(home, weights);
    withinHome[pair] = probabilityOf(weights.overHousehold + sum - home);
    household[pair] = 1 - 1 / (1 + weights.householdOdds * 2 ** Math.min(home, 500));
  }
  return room;
}
