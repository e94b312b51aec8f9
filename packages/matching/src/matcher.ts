import { keysOf } from './blocking.ts';
import { comparisons } from './comparisons/index.ts';
import type { Prepared } from './comparisons/index.ts';
import { frequencyLookup } from './frequencies.ts';
import { householdDiscount, probabilityOf, weightsOf } from './judgements.ts';
import type { Model } from './model.ts';
import { fieldNames, normalise } from './record.ts';
import type { FieldName, PersonFields, Values } from './record.ts';

/** What one aspect says about two records. */
export interface AspectEvidence {
  /** Such as `lastName` or `birthDate`; `household` where what they share may come of living together. */
  readonly aspect: string;
  /** Such as `exact`, `typo` or `different`. */
  readonly level: string;
  /** Bits for (above 0) or against (below 0) their being one person's: +10 makes it a thousand times as likely. */
  readonly weight: number;
}

/** How two records compare, and why. */
export interface Comparing {
  /** Bits in all: those of the prior and of every aspect. */
  readonly weight: number;
  /** 0 to 1. */
  readonly probability: number;
  /** Bits of the prior: how unlikely it is beforehand that two records are one person's. */
  readonly prior: number;
  /** Aspects that say something, in a fixed order; missing values say nothing. Without the values themselves. */
  readonly evidence: ReadonlyArray<AspectEvidence>;
}

export interface Matcher {
  /** Normalises a record and looks up how common its values are: worth keeping where one is compared with many. */
  prepare(fields: PersonFields): Prepared;
  /** Compares two records. Symmetric, pure, never throws. */
  compare(a: PersonFields, b: PersonFields): Comparing;
  comparePrepared(a: Prepared, b: Prepared): Comparing;
  /** The keys under which an index finds the records worth comparing. */
  blockingKeys(fields: PersonFields): string[];
}

/** Looks up how common each value is. */
export function prepareWith(
  values: Values,
  frequencyOf: (field: FieldName, value: string) => number,
): Prepared {
  const shares = Object.fromEntries(fieldNames.map((field) => [field, frequencyOf(field, values[field])]));
  return { values, shares: shares as Prepared['shares'] };
}

/** Compares records by a trained model. */
export function createMatcher(model: Model): Matcher {
  const frequencyOf = frequencyLookup(model.frequencies);
  const weights = weightsOf(model);
  const { prior } = weights;
  const prepare = (fields: PersonFields) => prepareWith(normalise(fields), frequencyOf);
  const comparePrepared = (a: Prepared, b: Prepared): Comparing => {
    const evidence: AspectEvidence[] = [];
    let [weight, home] = [prior, 0];
    comparisons.forEach((comparison, aspect) => {
      const level = comparison.judge(a, b);
      if (level < 0) return;
      const rarity = comparison.weighedByRarity.has(level) ? Math.log2(comparison.rarity(a, b, level)) : 0;
      const told = (weights.match[aspect]?.[level] ?? 0) + rarity;
      weight += told;
      home += (weights.household[aspect]?.[level] ?? 0) + rarity;
      evidence.push({ aspect: comparison.name, level: comparison.levels[level] ?? '', weight: told });
    });
    const discount = householdDiscount(home, weights);
    // Below a hundredth of a bit nobody lives together, and it is not worth a line.
    if (discount < -0.01) evidence.push({ aspect: 'household', level: 'possible', weight: discount });
    weight += discount;
    return { weight, probability: probabilityOf(weight), prior, evidence };
  };
  return {
    prepare,
    compare: (a, b) => comparePrepared(prepare(a), prepare(b)),
    comparePrepared,
    blockingKeys: (fields) => keysOf(normalise(fields)),
  };
}
