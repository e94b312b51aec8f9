/** How many records each person has, as far as one of them is concerned: up to this many others. */
const MOST_PARTNERS = 6;
/** Candidates looked at for each record: the best. More would change nothing that a probability shows. */
const MOST_CANDIDATES = 24;
/** A candidate whose ratio is less than this, as a share of all that it could be, is passed over. */
const FAINT = 1e-5;
const ROUNDS = 50;

const factorials = [1, 1, 2, 6, 24, 120, 720];

/** A record's candidates, best first: which pair, and its likelihood ratio over the number of records it could be. */
interface View {
  readonly pairs: number[];
  readonly ratios: number[];
}

export interface PartnerOptions {
  /** The evidence of each pair in bits, the prior not in it. */
  readonly evidence: Float64Array;
  /** Two indices of records a pair. */
  readonly pairs: Uint32Array;
  readonly records: number;
  /** The chance that two records drawn blindly are one person's. */
  readonly prior: number;
  /** For each record, how many others could be the same person's. */
  readonly possible: (record: number) => number;
  /** The most others that can be: 1 where each of two sources is known to hold nobody twice. */
  readonly most?: number;
}

export interface Partners {
  readonly probabilities: Float64Array;
  /** The share of records whose person has no other record, one other, two … as learnt. */
  readonly shares: ReadonlyArray<number>;
}

/** Elementary symmetric polynomials of the ratios, e₀ to the most, with one ratio left out if wanted. */
function symmetric(ratios: ReadonlyArray<number>, most: number, without = -1): Float64Array {
  const sums = new Float64Array(most + 1);
  sums[0] = 1;
  for (let index = 0; index < ratios.length; index++) {
    if (index === without) continue;
    const ratio = ratios[index] ?? 0;
    for (let k = most; k > 0; k--) sums[k] = (sums[k] ?? 0) + ratio * (sums[k - 1] ?? 0);
  }
  return sums;
}

const total = (numbers: ReadonlyArray<number>) => numbers.reduce((sum, number) => sum + number, 0);

function viewsOf({ evidence, pairs, records, possible }: PartnerOptions): View[] {
  const views: View[] = Array.from({ length: records }, () => ({ pairs: [], ratios: [] }));
  for (let pair = 0; pair < evidence.length; pair++) {
    for (const record of [pairs[2 * pair] ?? 0, pairs[2 * pair + 1] ?? 0]) {
      // Capped, so that a product of several stays a number.
      const ratio = 2 ** Math.min(60, evidence[pair] ?? 0) / Math.max(1, possible(record));
      const view = views[record];
      if (ratio < FAINT || !view) continue;
      view.pairs.push(pair);
      view.ratios.push(ratio);
    }
  }
  return views.map(({ pairs: of, ratios }) => {
    const order = [...ratios.keys()]
      .sort((a, b) => (ratios[b] ?? 0) - (ratios[a] ?? 0) || a - b)
      .slice(0, MOST_CANDIDATES);
    return { pairs: order.map((at) => of[at] ?? 0), ratios: order.map((at) => ratios[at] ?? 0) };
  });
}

/** How many partners records have: Poisson to start from, then expectation maximisation over what each record's candidates say. */
function learnShares(views: ReadonlyArray<View>, mean: number, most: number): number[] {
  const sums = views.filter(({ ratios }) => ratios.length > 0).map(({ ratios }) => symmetric(ratios, most));
  const alone = views.length - sums.length;
  let shares = factorials.slice(0, most + 1).map((factorial, k) => (Math.exp(-mean) * mean ** k) / factorial);
  for (let round = 0, moved = 1; round < ROUNDS && moved > 1e-5; round++) {
    const worth = worthOf(shares);
    // A tenth of a record in all that no number of partners is impossible.
    const next = shares.map((_, k) => 0.1 / shares.length + (k === 0 ? alone : 0));
    for (const of of sums) {
      let all = 0;
      for (let k = 0; k <= most; k++) all += (worth[k] ?? 0) * (of[k] ?? 0);
      for (let k = 0; k <= most; k++) next[k] = (next[k] ?? 0) + ((worth[k] ?? 0) * (of[k] ?? 0)) / all;
    }
    const all = total(next);
    moved = Math.max(...next.map((part, k) => Math.abs(part / all - (shares[k] ?? 0))));
    shares = next.map((part) => part / all);
  }
  return shares;
}

/** What k given partners are worth: the share of records that have k, over the number of ways to draw k (`n^k / k!`). */
const worthOf = (shares: ReadonlyArray<number>) => shares.map((share, k) => share * (factorials[k] ?? 1));

/**
 * The probability of each pair given its records' other candidates too. How many records a person has is learnt first, from
 * all records together. Where nearly everybody has another record, somebody's only plausible candidate is likelier than the
 * pair alone would say; where one is certain already and nobody has more, a second is less likely. Both records of a pair
 * have a say, and the more doubtful one decides. With at most one partner this is linkage one to one, in which no record
 * has two partners above 0.5 (compare M. Sadinle, "Bayesian Estimation of Bipartite Matchings", 2017, of which this is the
 * approximation record by record).
 */
export function partnerProbabilities(options: PartnerOptions): Partners {
  const { evidence, records, prior, possible, most = MOST_PARTNERS } = options;
  const views = viewsOf(options);
  const mean = (prior * total(views.map((_, record) => possible(record)))) / Math.max(1, records);
  const shares = learnShares(views, Math.min(most, mean), most);
  const worth = worthOf(shares);
  const probabilities = new Float64Array(evidence.length).fill(1);
  const said = new Uint8Array(evidence.length);
  for (const { pairs, ratios } of views) {
    const sums = symmetric(ratios, most);
    const all = total(worth.map((of, k) => of * (sums[k] ?? 0)));
    pairs.forEach((pair, index) => {
      const others = symmetric(ratios, most, index);
      const within = total(worth.slice(1).map((of, k) => of * (others[k] ?? 0)));
      const probability = Math.min(1, (within * (ratios[index] ?? 0)) / all);
      probabilities[pair] = Math.min(probabilities[pair] ?? 1, probability);
      said[pair] = (said[pair] ?? 0) + 1;
    });
  }
  // Too faint for one of its records, or beaten by all that it looked at.
  return { probabilities: probabilities.map((of, pair) => (said[pair] === 2 ? of : 0)), shares };
}
