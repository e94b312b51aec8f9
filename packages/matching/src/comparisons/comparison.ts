import type { FieldName, Values } from '../record.ts';

/** A record made ready for comparing: its normalised values, and how common each is among all records (a share, 0 to 1). */
export interface Prepared {
  readonly values: Values;
  readonly shares: Readonly<Record<FieldName, number>>;
}

/** No evidence: the value is missing on a side, or another comparison speaks for it. */
export const NO_EVIDENCE = -1;

/** One aspect under which two records are compared. Symmetric. */
export interface Comparison {
  readonly name: string;
  readonly fields: ReadonlyArray<FieldName>;
  /**
   * What those who live together have in common: a `home` (`address` where it tells that they do), mostly a `family` name, often
   * a telephone `line`; hardly ever what is `personal`.
   */
  readonly concerns: 'home' | 'address' | 'family' | 'line' | 'personal';
  /** From the best agreement to none. */
  readonly levels: ReadonlyArray<string>;
  /** A first guess at how often each level is seen where two records are one person's, for training to start from. */
  readonly expected: ReadonlyArray<number>;
  /** Levels on which a rare value tells more than a common one. */
  readonly weighedByRarity: ReadonlySet<number>;
  /** The index of the level, or `NO_EVIDENCE`. */
  judge(a: Prepared, b: Prepared): number;
  /** How rare what two records share at such a level is. Symmetric. */
  rarity(a: Prepared, b: Prepared, level: number): number;
}

/** One over the share of records that have the commoner of the two values. */
export const rarityIn =
  (field: FieldName) =>
  (a: Prepared, b: Prepared): number =>
    1 / Math.max(a.shares[field], b.shares[field]);
