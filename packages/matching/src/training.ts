import { candidatePairs } from './blocking.ts';
import { comparisons } from './comparisons/index.ts';
import type { Comparison } from './comparisons/index.ts';
import { countFrequencies, frequencyLookup } from './frequencies.ts';
import { ASPECTS, judgePairs, probabilityOf, roomFor, weigh, weightsOf } from './judgements.ts';
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

/**
 * How alike two people of one household are, in shares of how often one person's records agree: they share an address as one
 * person's records do; and one in twenty shares what is one's own (twins a birth date, a son his father's name). Set
 * beforehand and not learnt: left free, it would learn what a person's own badly typed records look like. How common
 * households are is learnt.
 */
const alikeAtHome: Readonly<Record<Comparison['concerns'], number>> = {
  home: 1,
  address: 1,
  family: 0.7,
  line: 0.9,
  personal: 0.05,
};

/**
 * Rounds in which only shares are learnt: how many pairs are one person's, how many a household's. Else what those who live
 * together share would be taken for one person's records with badly typed names, before it is known how many do.
 */
const WARM_UP = 10;

/** Overwrites each number by what is made of it. */
function replaceEach(numbers: Float64Array, make: (number: number, index: number) => number): Float64Array {
  for (let index = 0; index < numbers.length; index++) numbers[index] = make(numbers[index] ?? 0, index);
  return numbers;
}

const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
};

/** What is known of one aspect: of one person's records and of strangers, and of a household by both. */
function levelsOf(aspect: number, matches: Tally | undefined, strangers: Tally | undefined): LevelModel[] {
  const comparison = comparisons[aspect];
  if (!comparison || !strangers) return [];
  const seenMatches = sum(matches?.counts ?? []);
  const seenStrangers = sum(strangers.counts);
  const alike = alikeAtHome[comparison.concerns];
  return comparison.levels.map((name, level) => {
    const expected = comparison.expected[level] ?? 0;
    const met = strangers.counts[level] ?? 0;
    const m = ((matches?.counts[level] ?? 0) + expected * CAUTION_MATCHES) / (seenMatches + CAUTION_MATCHES);
    const u = (met + CAUTION_STRANGERS) / (seenStrangers + CAUTION_STRANGERS * comparison.levels.length);
    const household = alike * m + (1 - alike) * u;
    // Where strangers hardly ever met at the level, how rare a value is is all that is known of it.
    const mean = ((strangers.rarity[level] ?? 0) + CAUTION_STRANGERS / u) / (met + CAUTION_STRANGERS);
    return { name, m, u, household, rarity: comparison.weighedByRarity.has(level) ? mean : null };
  });
}

/**
 * Where fewer pairs than this, for each that is one person's, turn out to be a household's, the records know of no households:
 * as many of one person's records are typed badly enough to pass for two people's. To take all of them for one person's errs
 * less than a bar of 0.99 allows.
 */
const HOUSEHOLDS_FROM = 0.01;
/** Next to nothing, so that weights stay numbers. */
const NO_HOUSEHOLDS = 1e-30;

/** What an iteration has found out. */
interface Known {
  readonly prior: number;
  readonly householdPrior: number;
  readonly levels: ReadonlyArray<LevelModel[]>;
}

const byName = (levels: Known['levels']): Record<string, LevelModel[]> =>
  Object.fromEntries(comparisons.map(({ name }, aspect) => [name, levels[aspect] ?? []]));

const hasSettled = (before: Known, now: Known): boolean =>
  Math.abs(Math.log(now.prior / before.prior)) < 1e-4 &&
  now.levels.every((levels, aspect) =>
    levels.every(({ m }, index) => Math.abs(m - (before.levels[aspect]?.[index]?.m ?? 0)) < 1e-4),
  );

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
  let stranger = tally(strangers, () => 1);
  let known: Known = {
    prior: Math.min(0.5, (0.1 * records.length) / all),
    householdPrior: Math.min(0.1, (0.1 * records.length) / all),
    levels: comparisons.map((_, aspect) => levelsOf(aspect, undefined, stranger[aspect])),
  };
  // Used again by each iteration: megabytes of garbage outside the heap are collected late.
  const [room, drawnRoom] = [roomFor(judged), roomFor(strangers)];
  let iteration = 0;
  let converged = false;
  let hasHouseholds = true;
  while (iteration < iterations && !converged) {
    iteration++;
    const weights = weightsOf({ ...known, comparisons: byName(known.levels) });
    const seen = weigh(judged, weights, room);
    const likely = replaceEach(seen.match, (bits) => probabilityOf(weights.prior + bits));
    const together = replaceEach(seen.household, (of, pair) => of * (1 - (likely[pair] ?? 0)));
    const drawnSeen = weigh(strangers, weights, drawnRoom);
    const strange = replaceEach(
      drawnSeen.match,
      (bits, pair) => (1 - probabilityOf(weights.prior + bits)) * (1 - (drawnSeen.household[pair] ?? 0)),
    );
    const matches = tally(judged, (pair) => likely[pair] ?? 0);
    stranger = tally(strangers, (pair) => strange[pair] ?? 0);
    const next: Known = {
      prior: Math.min(0.5, Math.max(1e-12, sum(likely) / all)),
      householdPrior: hasHouseholds
        ? Math.min(0.1, Math.max(NO_HOUSEHOLDS, sum(together) / all))
        : NO_HOUSEHOLDS,
      levels: comparisons.map((_, aspect) =>
        levelsOf(aspect, iteration > WARM_UP ? matches[aspect] : undefined, stranger[aspect]),
      ),
    };
    converged = iteration > WARM_UP + 1 && hasSettled(known, next);
    known = next;
    if (converged && hasHouseholds && known.householdPrior < HOUSEHOLDS_FROM * known.prior) {
      [hasHouseholds, converged] = [false, false];
      known = { ...known, householdPrior: NO_HOUSEHOLDS };
    }
  }
  return {
    version: MODEL_VERSION,
    prior: known.prior,
    householdPrior: known.householdPrior,
    comparisons: byName(known.levels),
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
