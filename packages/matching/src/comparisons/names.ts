import { editDistance, jaroWinklerAtLeast, withinOneEdit } from '../metrics.ts';
import { sameNickname } from '../nicknames.ts';
import type { Values } from '../record.ts';
import { NO_EVIDENCE, rarityIn } from './comparison.ts';
import type { Comparison, Prepared } from './comparison.ts';

const unspaced = (text: string) => (text.includes(' ') ? text.replaceAll(' ', '') : text);

/** One slip of the fingers in a word long enough that this is no other word; a space more or less is none. */
export const isTypo = (a: string, b: string): boolean =>
  (Math.max(a.length, b.length) > 3 && withinOneEdit(a, b)) ||
  (a.charCodeAt(0) === b.charCodeAt(0) &&
    (a.includes(' ') || b.includes(' ')) &&
    unspaced(a) === unspaced(b));

/** `smith` and `smith jones`: all words of the one are in the other. */
function isPart(a: string, b: string): boolean {
  if (!a.includes(' ') && !b.includes(' ')) return false;
  // As sets, so that a word that is said twice makes no difference to which is the part.
  const [few, many] = [new Set(a.split(' ')), new Set(b.split(' '))].sort(
    (one, other) => one.size - other.size,
  );
  return few !== undefined && [...few].every((word) => word.length > 1 && many?.has(word));
}

const isInitial = (a: string, b: string): boolean =>
  a.charCodeAt(0) === b.charCodeAt(0) && (a.length === 1 || b.length === 1);

const agree = (a: string, b: string): boolean => a !== '' && (a === b || isTypo(a, b));

type Crossing = 'none' | 'half' | 'full';

/** Whether first and last name have changed places: both, or one of them while the other is missing or another. */
function crossingOf(a: Values, b: Values): Crossing {
  const one = agree(a.firstName, b.lastName);
  const other = agree(a.lastName, b.firstName);
  if (!one && !other) return 'none';
  if (agree(a.firstName, b.firstName) || agree(a.lastName, b.lastName)) return 'none';
  return one && other ? 'full' : 'half';
}

/** How rare the names are that have changed places; a name that is not where it should be has its share where it should. */
function crossedRarity(a: Prepared, b: Prepared): number {
  let rarity = 1;
  const [one, other] = [a.values, b.values];
  if (agree(one.firstName, other.lastName)) rarity /= Math.max(a.shares.firstName, b.shares.lastName);
  if (agree(one.lastName, other.firstName)) rarity /= Math.max(a.shares.lastName, b.shares.firstName);
  return rarity;
}

type Likeness = 'exact' | 'typo' | 'part' | 'close' | 'similar' | 'initial' | 'different';

function likenessOf(a: string, b: string): Likeness {
  if (a === b) return 'exact';
  if (isTypo(a, b)) return 'typo';
  if (isPart(a, b)) return 'part';
  const likeness = jaroWinklerAtLeast(a, b, 0.8);
  if (likeness >= 0.92) return 'close';
  if (isInitial(a, b)) return 'initial';
  return likeness >= 0.8 || editDistance(a, b, 2) <= Math.min(2, Math.max(a.length, b.length) / 3)
    ? 'similar'
    : 'different';
}

const lastNameLevels = [
  'exact',
  'typo',
  'part',
  'close',
  'crossed',
  'half-crossed',
  'similar',
  'initial',
  'different',
] as const;
const CROSSED = lastNameLevels.indexOf('crossed');
const HALF_CROSSED = lastNameLevels.indexOf('half-crossed');

/** Speaks for both names where they have changed places. */
export const lastName: Comparison = {
  name: 'lastName',
  fields: ['lastName'],
  concerns: 'family',
  levels: lastNameLevels,
  expected: [0.75, 0.1, 0.01, 0.03, 0.02, 0.01, 0.03, 0.01, 0.04],
  weighedByRarity: new Set([0, 1, 2, 3, 4, 5, 6]),
  rarity(a, b, level) {
    return level === CROSSED || level === HALF_CROSSED ? crossedRarity(a, b) : rarityIn('lastName')(a, b);
  },
  judge(a, b) {
    const [one, other] = [a.values.lastName, b.values.lastName];
    if (one !== '' && one === other) return 0;
    const crossing = crossingOf(a.values, b.values);
    if (crossing !== 'none') return crossing === 'full' ? CROSSED : HALF_CROSSED;
    return one === '' || other === '' ? NO_EVIDENCE : lastNameLevels.indexOf(likenessOf(one, other));
  },
};

const firstNameLevels = [
  'exact',
  'typo',
  'part',
  'close',
  'nickname',
  'similar',
  'initial',
  'different',
] as const;
const NICKNAME = firstNameLevels.indexOf('nickname');

export const firstName: Comparison = {
  name: 'firstName',
  fields: ['firstName'],
  concerns: 'personal',
  levels: firstNameLevels,
  expected: [0.75, 0.1, 0.01, 0.03, 0.02, 0.03, 0.01, 0.05],
  weighedByRarity: new Set([0, 1, 2, 3, 4, 5]),
  rarity: rarityIn('firstName'),
  judge(a: Prepared, b: Prepared) {
    const [one, other] = [a.values.firstName, b.values.firstName];
    if (one === '' || other === '') return NO_EVIDENCE;
    if (one === other) return 0;
    if (crossingOf(a.values, b.values) !== 'none') return NO_EVIDENCE;
    const level = firstNameLevels.indexOf(likenessOf(one, other));
    return level > NICKNAME && sameNickname(one, other) ? NICKNAME : level;
  },
};

export const otherNames: Comparison = {
  name: 'otherNames',
  fields: ['otherNames'],
  concerns: 'personal',
  levels: ['exact', 'part', 'close', 'initial', 'different'],
  expected: [0.7, 0.1, 0.1, 0.05, 0.05],
  weighedByRarity: new Set([0]),
  rarity: rarityIn('otherNames'),
  judge(a, b) {
    const [one, other] = [a.values.otherNames, b.values.otherNames];
    if (one === '' || other === '') return NO_EVIDENCE;
    if (one === other) return 0;
    if (isPart(one, other)) return 1;
    if (isTypo(one, other) || jaroWinklerAtLeast(one, other, 0.92) > 0) return 2;
    return isInitial(one, other) ? 3 : 4;
  },
};
