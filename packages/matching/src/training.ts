import { candidatePairs } from './blocking.ts';
import { comparisons } from './comparisons/index.ts';
import { countFrequencies, frequencyLookup } from './frequencies.ts';
import { ASPECTS, bitsOf, judgePairs, probabilities } from './judgements.ts';
import type { Judgements } from './judgements.ts';
import { prepareWith } from './matcher.ts';
import { MODEL_VERSION } from './model.ts';
import type { LevelModel, Model } from './model.ts';
import { seededRandom } from './random.ts';
import { normalise } from './record.ts';
import type { PersonFields } from './record.ts';

export interface TrainingOptions {
  /** The same records and seed give the same model. */
  readonly seed?: number;
  /** Which source each record is of, where each of two sources is known to hold nobody twice. */
  readonly groups?: ReadonlyArray<number>;
  /** How many pairs are drawn blindly to learn how strangers compare. */
  readonly randomPairs?: number;
  readonly largestBlock?: number;
  readonly iterations?: number;
}

function drawPairs(records: number, count: number, seed: number, groups?: ReadonlyArray<number>) {
  const random = seededRandom(seed);
  const pairs = new Uint32Array(2 * count);
  let at = 0;
  for (let attempt = 0; at < pairs.length && attempt < 20 * count; attempt++) {
    const a = Math.floor(random() * records);
    const b = Math.floor(random() * records);
    if (a === b || (groups && groups[a] === groups[b])) continue;
    pairs[at++] = a;
    pairs[at++] = b;
  }
  return pairs.subarray(0, at);
}

/** How many pairs there are; within groups there are none. */
function possiblePairs(records: number, groups?: ReadonlyArray<number>): number {
  const all = (records * (records - 1)) / 2;
  if (!groups) return all;
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return all - [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}

interface Tally {
  readonly counts: Float64Array;
  readonly rarity: Float64Array;
}

/** How much weight each level of each aspect gets; of rarity, the sum too. */
function tally(judged: Judgements, weightOf: (pair: number) => number): Tally[] {
  const tallies = comparisons.map(({ levels }) => ({
    counts: new Float64Array(levels.length),
    rarity: new Float64Array(levels.length),
  }));
  for (let pair = 0; pair < judged.count; pair++) {
    const weight = weightOf(pair);
    if (weight < 1e-9) continue;
    for (let aspect = 0, at = pair * ASPECTS; aspect < ASPECTS; aspect++, at++) {
      const level = judged.levels[at] ?? -1;
      const of = tallies[aspect];
      if (level < 0 || of === undefined) continue;
      of.counts[level] = (of.counts[level] ?? 0) + weight;
      of.rarity[level] = (of.rarity[level] ?? 0) + weight * 2 ** (judged.rarities[at] ?? 0);
    }
  }
  return tallies;
}

/** Pseudo-observations that keep a level that was not seen from being impossible. */
const CAUTION_MATCHES = 4;
const CAUTION_STRANGERS = 0.5;

const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
};

function levelsOf(aspect: number, matches: Tally | undefined, strangers: Tally | undefined): LevelModel[] {
  const comparison = comparisons[aspect];
  if (!comparison || !strangers) return [];
  const seenMatches = sum(matches?.counts ?? []);
  const seenStrangers = sum(strangers.counts);
  return comparison.levels.map((name, level) => {
    const expected = comparison.expected[level] ?? 0;
    const met = strangers.counts[level] ?? 0;
    const m = ((matches?.counts[level] ?? 0) + expected * CAUTION_MATCHES) / (seenMatches + CAUTION_MATCHES);
    const u = (met + CAUTION_STRANGERS) / (seenStrangers + CAUTION_STRANGERS * comparison.levels.length);
    // Where strangers hardly ever met at the level, how rare a value is is all that is known of it.
    const mean = ((strangers.rarity[level] ?? 0) + CAUTION_STRANGERS / u) / (met + CAUTION_STRANGERS);
    return { name, m, u, rarity: comparison.weighedByRarity.has(level) ? mean : null };
  });
}

/**
 * Learns, without labels, how records of one person compare and how those of strangers do, by expectation maximisation over
 * all pairs: those that share a blocking key are judged each, all others are taken for strangers. How strangers compare is
 * learnt from pairs drawn blindly, each counted by the probability that it is no match. As the prior and the strangers are those
 * of all pairs, what the blocking prefers does not bias the result (no conditioning on a rule is needed, unlike where `m` is
 * estimated within each block).
 */
export function train(records: ReadonlyArray<PersonFields>, options: TrainingOptions = {}): Model {
  const { seed = 1, groups, iterations = 100 } = options;
  const values = records.map(normalise);
  const frequencies = countFrequencies(values);
  const frequencyOf = frequencyLookup(frequencies);
  const prepared = values.map((each) => prepareWith(each, frequencyOf));
  const candidates = candidatePairs(values, options);
  const judged = judgePairs(prepared, candidates.pairs);
  const drawn = drawPairs(records.length, options.randomPairs ?? 500_000, seed, groups);
  const strangers = judgePairs(prepared, drawn);
  const all = Math.max(1, possiblePairs(records.length, groups));
  let prior = Math.min(0.5, (0.1 * records.length) / all);
  let stranger = tally(strangers, () => 1);
  let levels = comparisons.map((_, aspect) => levelsOf(aspect, undefined, stranger[aspect]));
  let iteration = 0;
  let converged = false;
  while (iteration < iterations && !converged) {
    iteration++;
    const bits = levels.map(bitsOf);
    const likely = probabilities(judged, bits, prior);
    const doubtful = probabilities(strangers, bits, prior);
    const matches = tally(judged, (pair) => likely[pair] ?? 0);
    stranger = tally(strangers, (pair) => 1 - (doubtful[pair] ?? 0));
    const next = comparisons.map((_, aspect) => levelsOf(aspect, matches[aspect], stranger[aspect]));
    const nextPrior = Math.min(0.5, Math.max(1e-12, sum(likely) / all));
    converged =
      Math.abs(Math.log(nextPrior / prior)) < 1e-4 &&
      next.every((of, aspect) =>
        of.every((level, index) => Math.abs(level.m - (levels[aspect]?.[index]?.m ?? 0)) < 1e-4),
      );
    levels = next;
    prior = nextPrior;
  }
  return {
    version: MODEL_VERSION,
    prior,
    comparisons: Object.fromEntries(comparisons.map(({ name }, aspect) => [name, levels[aspect] ?? []])),
    frequencies,
    training: {
      seed,
      records: records.length,
      pairs: judged.count,
      randomPairs: strangers.count,
      iterations: iteration,
      converged,
    },
  };
}
