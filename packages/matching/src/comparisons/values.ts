import { editDistance, isTransposition, jaroWinklerAtLeast } from '../metrics.ts';
import type { FieldName } from '../record.ts';
import { NO_EVIDENCE, rarityIn } from './comparison.ts';
import type { Comparison, Prepared } from './comparison.ts';
import { isTypo } from './names.ts';

/** A date of birth: what typing, and what reading day and month the other way round, does to it. */
export const birthDate: Comparison = {
  name: 'birthDate',
  fields: ['birthDate'],
  concerns: 'personal',
  levels: [
    'exact',
    'day-month-swapped',
    'digits-swapped',
    'typo',
    'two-parts',
    'two-typos',
    'one-part',
    'different',
  ],
  expected: [0.85, 0.02, 0.03, 0.04, 0.02, 0.01, 0.01, 0.02],
  weighedByRarity: new Set([0, 1, 2, 3]),
  rarity: rarityIn('birthDate'),
  judge(a, b) {
    const [one, other] = [a.values.birthDate, b.values.birthDate];
    if (one === '' || other === '') return NO_EVIDENCE;
    if (one === other) return 0;
    const sameYear = one.slice(0, 4) === other.slice(0, 4);
    const sameMonth = one.slice(4, 6) === other.slice(4, 6);
    const sameDay = one.slice(6) === other.slice(6);
    if (sameYear && one.slice(4, 6) === other.slice(6) && one.slice(6) === other.slice(4, 6)) return 1;
    if (isTransposition(one, other)) return 2;
    const distance = editDistance(one, other, 2);
    if (distance === 1) return 3;
    const parts = Number(sameYear) + Number(sameMonth) + Number(sameDay);
    if (parts === 2) return 4;
    if (distance === 2) return 5;
    return parts === 1 ? 6 : 7;
  },
};

/** A number or code in which every character counts. */
const code = (field: FieldName, concerns: Comparison['concerns'], shortest: number): Comparison => ({
  name: field,
  fields: [field],
  concerns,
  levels: ['exact', 'swapped', 'typo', 'two-typos', 'different'],
  expected: [0.85, 0.04, 0.04, 0.02, 0.05],
  weighedByRarity: new Set([0, 1, 2]),
  rarity: rarityIn(field),
  judge(a, b) {
    const [one, other] = [a.values[field], b.values[field]];
    if (one === '' || other === '') return NO_EVIDENCE;
    if (one === other) return 0;
    if (Math.max(one.length, other.length) < shortest) return 4;
    if (isTransposition(one, other)) return 1;
    const distance = editDistance(one, other, 2);
    return distance === 1 ? 2 : distance === 2 && Math.min(one.length, other.length) > 3 ? 3 : 4;
  },
});

export const postcode = code('postcode', 'home', 3);
export const houseNumber = code('houseNumber', 'home', 2);
export const nationalId = code('nationalId', 'personal', 4);
/** Weak: families, offices and successive owners share one. */
export const phone = code('phone', 'line', 6);

/** Words. */
const words = (field: FieldName, concerns: Comparison['concerns']): Comparison => ({
  name: field,
  fields: [field],
  concerns,
  levels: ['exact', 'typo', 'close', 'similar', 'different'],
  expected: [0.8, 0.1, 0.04, 0.03, 0.03],
  weighedByRarity: new Set([0, 1, 2, 3]),
  rarity: rarityIn(field),
  judge(a, b) {
    const [one, other] = [a.values[field], b.values[field]];
    if (one === '' || other === '') return NO_EVIDENCE;
    if (one === other) return 0;
    if (isTypo(one, other)) return 1;
    const likeness = jaroWinklerAtLeast(one, other, 0.8);
    return likeness >= 0.92 ? 2 : likeness >= 0.8 ? 3 : 4;
  },
});

export const street = words('street', 'address');
export const premises = words('premises', 'home');
export const suburb = words('suburb', 'home');
export const state = words('state', 'home');
/** Nothing but names, and at most a digit: whoever is called so could have it, at one provider or another. */
function isOfNames(local: string, { values }: Prepared): boolean {
  const letters = local.replaceAll(/[^a-z]/g, '');
  const { firstName, lastName } = values;
  const named = [firstName, lastName].some(
    (name) => name.length > 2 && letters.includes(name.replaceAll(' ', '')),
  );
  return named && local.replaceAll(/[^0-9]/g, '').length < 2;
}

/**
 * The part before the `@`: people carry it from one provider to the next. Only the very same tells: most are made of a name,
 * so that alike ones say once more what the names have said already.
 */
export const emailLocal: Comparison = {
  name: 'emailLocal',
  fields: ['emailLocal'],
  concerns: 'line',
  levels: ['exact', 'different'],
  expected: [0.6, 0.4],
  weighedByRarity: new Set([0]),
  rarity: rarityIn('emailLocal'),
  judge(a, b) {
    const [one, other] = [a.values.emailLocal, b.values.emailLocal];
    if (one === '' || other === '') return NO_EVIDENCE;
    if (one !== other) return 1;
    return isOfNames(one, a) || isOfNames(other, b) ? NO_EVIDENCE : 0;
  },
};
