/** How well pairs were told, in shares of 1. */
export interface Quality {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

const choose2 = (count: number): number => (count * (count - 1)) / 2;

const qualityOf = (right: number, said: number, real: number): Quality => {
  const precision = said === 0 ? 1 : right / said;
  const recall = real === 0 ? 1 : right / real;
  return { precision, recall, f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
};

function countPairs(labels: Iterable<string | number>): number {
  const sizes = new Map<string | number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + choose2(size), 0);
}

/** Pairs within the groups found against pairs within the true ones. */
export function groupQuality(found: ArrayLike<number | string>, truth: ArrayLike<number | string>): Quality {
  const both = Array.from(found, (label, index) => `${label} ${truth[index]}`);
  return qualityOf(countPairs(both), countPairs(Array.from(found)), countPairs(Array.from(truth)));
}

export interface ScoredPairs {
  /** Two indices of records a pair. */
  readonly pairs: Uint32Array;
  readonly probabilities: Float64Array;
}

const isRight = (pairs: Uint32Array, pair: number, truth: ArrayLike<number | string>) =>
  truth[pairs[2 * pair] ?? 0] === truth[pairs[2 * pair + 1] ?? 0];

/** Pairs at or above a probability against all true pairs, found by blocking or not. */
export function pairQuality(
  { pairs, probabilities }: ScoredPairs,
  at: number,
  truth: ArrayLike<number | string>,
): Quality {
  let [said, right] = [0, 0];
  for (let pair = 0; pair < probabilities.length; pair++) {
    if ((probabilities[pair] ?? 0) < at) continue;
    said++;
    if (isRight(pairs, pair, truth)) right++;
  }
  return qualityOf(right, said, countPairs(Array.from(truth)));
}

/** The best that any threshold could have reached: chosen on the labels, so for an opponent alone. */
export function bestPairQuality(
  { pairs, probabilities }: ScoredPairs,
  truth: ArrayLike<number | string>,
): Quality {
  const order = [...probabilities.keys()].sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
  const real = countPairs(Array.from(truth));
  let best = qualityOf(0, 0, real);
  let right = 0;
  order.forEach((pair, index) => {
    if (isRight(pairs, pair, truth)) right++;
    if (probabilities[pair] === probabilities[order[index + 1] ?? -1]) return;
    const quality = qualityOf(right, index + 1, real);
    if (quality.f1 > best.f1) best = quality;
  });
  return best;
}

/** The middle one by F1. */
export function medianOf<T>(values: ReadonlyArray<T>, by: (value: T) => number): T {
  const middle = values.toSorted((a, b) => by(a) - by(b))[Math.floor((values.length - 1) / 2)];
  if (middle === undefined) throw new RangeError('nothing to take the median of');
  return middle;
}
