import { fieldNames } from './record.ts';
import type { FieldName, Values } from './record.ts';

/** How often each value of a field occurs among the records that have one. */
export interface FieldFrequencies {
  /** Records that have a value. */
  readonly total: number;
  /** Values that occur at least `KEPT_FROM` times; all others are rare and told by none. */
  readonly counts: Readonly<Record<string, number>>;
}
export type Frequencies = Readonly<Record<FieldName, FieldFrequencies>>;

/** A value seen less often is in no model: it adds little, and a model must not hold what could name somebody. */
const KEPT_FROM = 3;
/** What a rare value counts as: two records had it, the pair that is looked at. */
const RARE = 2;
const MOST_VALUES = 20_000;

/** Counts values. The commonest 20,000 of each field are kept. */
export function countFrequencies(records: ReadonlyArray<Values>): Frequencies {
  const entries = fieldNames.map((field) => {
    const counts = new Map<string, number>();
    let total = 0;
    for (const record of records) {
      const value = record[field];
      if (value === '') continue;
      total++;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const kept = [...counts]
      .filter(([, count]) => count >= KEPT_FROM)
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, MOST_VALUES);
    return [field, { total, counts: Object.fromEntries(kept) }] as const;
  });
  return Object.fromEntries(entries) as Record<FieldName, FieldFrequencies>;
}

export type FrequencyOf = (field: FieldName, value: string) => number;

/** A look-up of shares, 0 to 1: of the records that have the field, how many have this value. */
export function frequencyLookup(frequencies: Frequencies): FrequencyOf {
  const tables = new Map(
    fieldNames.map((field) => {
      const { total, counts } = frequencies[field];
      return [field, { total: Math.max(total, RARE), counts: new Map(Object.entries(counts)) }] as const;
    }),
  );
  return (field, value) => {
    const table = tables.get(field);
    return table === undefined ? 1 : (table.counts.get(value) ?? RARE) / table.total;
  };
}
