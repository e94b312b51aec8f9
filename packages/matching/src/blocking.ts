import type { PersonFields, Values } from './record.ts';
import { normalise } from './record.ts';

/** Consonants that sound alike are one letter, vowels and doubles go: near enough to bring `meyer` and `maier` together. */
function soundOf(name: string): string {
  const first = name.slice(0, 1);
  const rest = name
    .slice(1)
    .replaceAll(/[aeiouyhw ]/g, '')
    .replaceAll(/[bfpv]/g, 'b')
    .replaceAll(/[cgjkqsxz]/g, 'c')
    .replaceAll(/[dt]/g, 'd')
    .replaceAll(/[mn]/g, 'm')
    .replaceAll(/(.)\1+/g, '$1');
  return first + rest.slice(0, 4);
}

const sorted = (text: string) => Array.from(text).sort().join('');

/**
 * The keys under which a record is looked for: two records are compared where they have one in common. Each is a rule's name
 * and values, as one string, so that an index can hold it. No rule depends on which of the two names comes first, so swapped
 * names meet. A key says nothing of how many records have it: whoever pairs them passes over crowded ones (`candidatePairs`).
 */
export function keysOf(values: Values): string[] {
  const { firstName, lastName, birthDate, postcode, street, houseNumber, suburb } = values;
  const keys = new Set<string>();
  const add = (rule: string, ...parts: string[]) => {
    if (parts.every((part) => part !== '')) keys.add(`${rule}|${parts.join('|')}`);
  };
  const names = [firstName, lastName].filter((name) => name !== '');
  add('born', birthDate);
  if (birthDate !== '') add('born-digits', sorted(birthDate), soundOf(lastName || firstName).slice(0, 1));
  if (names.length === 2) add('names', ...names.map(soundOf).sort());
  for (const name of names) {
    add('name', name);
    add('name-place', name.slice(0, 4), postcode);
    add('name-year', soundOf(name), birthDate.slice(0, 4));
    add('name-day', soundOf(name), birthDate.slice(4));
  }
  add('place-day', postcode, birthDate.slice(4));
  add('place-year', postcode, birthDate.slice(0, 4));
  add('place', postcode);
  add('house', houseNumber, street);
  add('house-place', houseNumber, suburb);
  add('street', street, suburb);
  add('street-place', street, postcode);
  add('phone', values.phone);
  add('mailbox', values.emailLocal);
  add('national-id', values.nationalId);
  return [...keys];
}

/** `keysOf` of a raw record. */
export const blockingKeys = (fields: PersonFields): string[] => keysOf(normalise(fields));

export interface CandidateOptions {
  /** A key that more records than this have is passed over: it would cost much and tell little. */
  readonly largestBlock?: number;
  /** Pairs within one group are left out, where each of two sources is known to hold nobody twice. */
  readonly groups?: ReadonlyArray<number>;
}

export interface Candidates {
  /** Two entries a pair, indices of records, the lower first. */
  readonly pairs: Uint32Array;
  /** Keys passed over for their size. */
  readonly crowdedKeys: number;
}

/** The largest block by default: 100 records, so at most 99 pairs for each record and key. */
export const LARGEST_BLOCK = 100;

/** The pairs that share a key, each once, sorted. Work is bounded by records × keys × the largest block. */
export function candidatePairs(
  records: ReadonlyArray<Values>,
  { largestBlock = LARGEST_BLOCK, groups }: CandidateOptions = {},
): Candidates {
  const blocks = new Map<string, number[]>();
  records.forEach((values, index) => {
    for (const key of keysOf(values)) {
      const block = blocks.get(key);
      if (block) block.push(index);
      else blocks.set(key, [index]);
    }
  });
  const partners = new Map<number, Set<number>>();
  let crowdedKeys = 0;
  let count = 0;
  for (const block of blocks.values()) {
    if (block.length > largestBlock) {
      crowdedKeys++;
      continue;
    }
    for (let i = 0; i < block.length; i++) {
      const low = block[i] ?? 0;
      for (let j = i + 1; j < block.length; j++) {
        const high = block[j] ?? 0;
        if (groups && groups[low] === groups[high]) continue;
        const met = partners.get(low);
        if (met === undefined) partners.set(low, new Set([high]));
        else if (met.has(high)) continue;
        else met.add(high);
        count++;
      }
    }
  }
  const pairs = new Uint32Array(2 * count);
  let at = 0;
  for (const low of [...partners.keys()].sort((a, b) => a - b)) {
    for (const high of [...(partners.get(low) ?? [])].sort((a, b) => a - b)) {
      pairs[at++] = low;
      pairs[at++] = high;
    }
  }
  return { pairs, crowdedKeys };
}
