import { candidatePairs } from './blocking.ts';
import type { CandidateOptions } from './blocking.ts';
import { components } from './clustering.ts';
import { defaultThresholds } from './decision.ts';
import type { Thresholds } from './decision.ts';
import { frequencyLookup } from './frequencies.ts';
import { judgePairs, weigh, weightsOf } from './judgements.ts';
import { prepareWith } from './matcher.ts';
import type { Model } from './model.ts';
import { partnerProbabilities } from './partners.ts';
import { normalise } from './record.ts';
import type { PersonFields } from './record.ts';

export interface LinkageOptions extends CandidateOptions {
  readonly thresholds?: Thresholds;
}

export interface Linkage {
  /** Pairs that were compared: two indices a pair. */
  readonly pairs: Uint32Array;
  /** Of each pair, given its records' other candidates too. */
  readonly probabilities: Float64Array;
  /** For each record, the least index of those that are the same person's. */
  readonly clusterOf: Uint32Array;
  /** The share of records whose person has no other record, one other, two … as learnt. */
  readonly partners: ReadonlyArray<number>;
  readonly crowdedKeys: number;
}

/** How many others a record could be the same person's as. */
function possibleFor(count: number, groups: ReadonlyArray<number> | undefined): (record: number) => number {
  if (!groups) return () => count - 1;
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return (record) => count - (sizes.get(groups[record] ?? 0) ?? 0);
}

/**
 * Links a whole set of records, as for a preview, a back-fill or a benchmark: candidates by blocking, evidence by the model,
 * probabilities with regard to each record's other candidates, links at `linkAt`, people by connected components.
 */
export function linkRecords(
  records: ReadonlyArray<PersonFields>,
  model: Model,
  options: LinkageOptions = {},
): Linkage {
  const values = records.map(normalise);
  const frequencyOf = frequencyLookup(model.frequencies);
  const { pairs, crowdedKeys } = candidatePairs(values, options);
  const judged = judgePairs(
    values.map((each) => prepareWith(each, frequencyOf)),
    pairs,
  );
  const seen = weigh(judged, weightsOf(model));
  const partners = partnerProbabilities({
    evidence: seen.match,
    pairs,
    records: records.length,
    prior: model.prior,
    possible: possibleFor(records.length, options.groups),
    ...(options.groups ? { most: 1 } : {}),
  });
  const probabilities = partners.probabilities.map((of, pair) => Math.min(of, seen.withinHome[pair] ?? 0));
  const { linkAt } = options.thresholds ?? defaultThresholds;
  const clusterOf = components(records.length, pairs, (pair) => (probabilities[pair] ?? 0) >= linkAt);
  return { pairs, probabilities, clusterOf, partners: partners.shares, crowdedKeys };
}
