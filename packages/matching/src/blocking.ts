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

/** FNV-1a, 32 bits; public domain (G. Fowler, L. Noll, K.-P. Vo). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** A place for each key by 22 bits of its hash: 4 MB, however many keys there are. */
const placeOf = (key: string): number => hashOf(key) >>> 10;

/**
 * How many records have the keys of each place, up to one more than the largest block. Two keys in one place, which are rare, only
 * look as if more had them.
 */
export function countKeys(records: ReadonlyArray<Values>): Uint8Array {
  const counts = new Uint8Array(2 ** 22);
  for (const values of records) {
    for (const key of keysOf(values)) {
      const place = placeOf(key);
      counts[place] = Math.min(LARGEST_BLOCK + 1, (counts[place] ?? 0) + 1);
    }
  }
  return counts;
}

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
  const counts = countKeys(records);
  records.forEach((values, index) => {
    for (const key of keysOf(values)) {
      // Most keys are one record's alone, and would need most of the memory.
      if (counts[placeOf(key)] === 1) continue;
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
