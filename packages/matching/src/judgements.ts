import { comparisons } from './comparisons/index.ts';
import type { Prepared } from './comparisons/index.ts';
import type { LevelModel } from './model.ts';

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

/**
 * The evidence of each level in bits: `log2(m/u)`; where rarity bears on the level, what is left of it for a value of rarity 1.
 * A lesser agreement never tells more than an exact one on the same value, whatever training made of a level hardly seen.
 */
export function bitsOf(levels: ReadonlyArray<LevelModel>): Float64Array {
  const bits = Float64Array.from(levels, ({ m, u, rarity }) => Math.log2(m / u) - Math.log2(rarity ?? 1));
  const exact = bits[0] ?? 0;
  return bits.map((of, level) => (levels[level]?.rarity === null ? of : Math.min(of, exact)));
}

/** Binary logarithm of the odds. */
export const oddsOf = (probability: number): number => Math.log2(probability / (1 - probability));
/** The probability of evidence in bits, the prior in it. */
export const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -bits);

/** The evidence of each pair in bits, the prior not in it. */
export function evidence(judged: Judgements, bits: ReadonlyArray<Float64Array>): Float64Array {
  const result = new Float64Array(judged.count);
  for (let pair = 0; pair < judged.count; pair++) {
    let sum = 0;
    for (let aspect = 0, at = pair * ASPECTS; aspect < ASPECTS; aspect++, at++) {
      const level = judged.levels[at] ?? -1;
      if (level >= 0) sum += (bits[aspect]?.[level] ?? 0) + (judged.rarities[at] ?? 0);
    }
    result[pair] = sum;
  }
  return result;
}

/** The probability for each pair that its records are one person's, seen alone. */
export function probabilities(
  judged: Judgements,
  bits: ReadonlyArray<Float64Array>,
  prior: number,
): Float64Array {
  const start = oddsOf(prior);
  return evidence(judged, bits).map((sum) => probabilityOf(start + sum));
}
