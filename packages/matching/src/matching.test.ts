import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blockingKeys,
  candidatePairs,
  createMatcher,
  decide,
  fieldNames,
  keptApart,
  linkRecords,
  normalise,
  readModel,
  seededRandom,
  train,
} from './index.ts';
import type { PersonFields } from './index.ts';

const random = seededRandom(7);
const pick = (values: string): string => {
  const all = values.split(' ');
  return all[Math.floor(random() ** 2 * all.length)] ?? '';
};
const first =
  'anna ben carla david emma frank greta hugo ida jonas klara liam mia noah olga paul rosa sven tara ulf vera willem';
const last =
  'smith jones meyer novak rossi silva tanaka patel okafor larsen dubois garcia kowalski horvath fischer wagner ferrari nguyen';
const digits = (count: number) => String(Math.floor(random() * 10 ** count)).padStart(count, '0');

/** 300 people, every other one of them twice, the second time with a slip. */
const people: PersonFields[] = Array.from({ length: 300 }, () => ({
  firstName: pick(first),
  lastName: `${pick(last)}${random() < 0.4 ? pick('son berg man feld') : ''}`,
  birthDate: `${1940 + Math.floor(random() * 60)}-0${1 + Math.floor(random() * 9)}-1${digits(1)}`,
  street: `${pick(last)} street`,
  houseNumber: digits(2),
  postcode: digits(4),
  phone: `04${digits(8)}`,
}));
const records = people.flatMap((person, index) =>
  index % 2 === 0
    ? [person]
    : [person, { ...person, lastName: `${person.lastName?.slice(0, -1)}x`, phone: '' }],
);
const model = train(records, { seed: 3, randomPairs: 20_000 });
const matcher = createMatcher(model);

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('smith', '1980-02-03', '__proto__', '', '2000'),
  // Of few letters, so that two are often an edit or two apart, a part of each other, or have changed places.
  fc.string({ unit: fc.constantFrom('a', 'b', '1', ' '), maxLength: 6 }),
);
const fields = fc.record(
  Object.fromEntries([...fieldNames, 'fullName', 'email'].map((name) => [name, text])),
  { requiredKeys: [] },
) as fc.Arbitrary<PersonFields>;

describe('for any two records, hostile ones too', () => {
  test('the result does not depend on their order, adds up, and is a probability', () => {
    fc.assert(
      fc.property(fields, fields, (a, b) => {
        const [one, other] = [matcher.compare(a, b), matcher.compare(b, a)];
        expect(other).toEqual(one);
        const sum = one.evidence.reduce((total, { weight }) => total + weight, one.prior);
        expect(Math.abs(sum - one.weight)).toBeLessThan(0.02);
        expect(one.probability).toBeGreaterThanOrEqual(0);
        expect(one.probability).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });

  test('normalising is idempotent and keys are short strings without repetition', () => {
    fc.assert(
      fc.property(fields, (a) => {
        const values = normalise(a);
        expect(normalise(values)).toEqual(values);
        const keys = blockingKeys(a);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.length).toBeLessThan(32);
        for (const key of keys) expect(key.length).toBeLessThan(200);
      }),
      { numRuns: 500 },
    );
  });

  test('who says nothing is like nobody and like everybody', () => {
    fc.assert(
      fc.property(fields, (a) => {
        expect(matcher.compare(a, {}).evidence).toEqual([]);
      }),
    );
  });
});

test('the very same value never tells less than one mistyped', () => {
  const person = fc.constantFrom(...people);
  const field = fc.constantFrom('firstName' as const, 'lastName' as const, 'street' as const);
  fc.assert(
    fc.property(person, field, fc.nat(20), (a, name, position) => {
      const value = a[name] ?? '';
      const at = position % value.length;
      const mistyped = { ...a, [name]: `${value.slice(0, at)}q${value.slice(at + 1)}` };
      expect(matcher.compare(a, a).weight).toBeGreaterThanOrEqual(matcher.compare(a, mistyped).weight - 1e-9);
    }),
  );
});

test('a word said twice in a name does not make the result depend on the order', () => {
  const [one, other] = [{ lastName: 'aa aa' }, { lastName: 'aa bb' }];
  expect(matcher.compare(one, other)).toEqual(matcher.compare(other, one));
});

test('a rare name tells more than a common one', () => {
  const weightOf = (lastName: string) =>
    matcher.compare({ lastName }, { lastName }).evidence.find(({ aspect }) => aspect === 'lastName')
      ?.weight ?? 0;
  expect(weightOf('unheardof')).toBeGreaterThan(weightOf('smith') + 1);
});

describe('what happens to names and dates is told by name', () => {
  const levelOf = (aspect: string, a: PersonFields, b: PersonFields) =>
    matcher.compare(a, b).evidence.find((each) => each.aspect === aspect)?.level;
  test.each([
    [
      'lastName',
      { firstName: 'Anna', lastName: 'Meyer' },
      { firstName: 'meyer', lastName: 'anna' },
      'crossed',
    ],
    ['lastName', { lastName: 'Smith-Jones' }, { lastName: 'Jones' }, 'part'],
    ['lastName', { fullName: 'Müller, Jörg' }, { firstName: 'Jorg', lastName: 'Muller' }, 'exact'],
    ['lastName', { lastName: "O'Neil" }, { lastName: 'ONEIL' }, 'exact'],
    ['firstName', { firstName: 'William' }, { firstName: 'Bill' }, 'nickname'],
    ['firstName', { firstName: 'W.' }, { firstName: 'William' }, 'initial'],
    ['birthDate', { birthDate: '1980-02-03' }, { birthDate: '3.2.1980' }, 'exact'],
    ['birthDate', { birthDate: '1980-02-03' }, { birthDate: '19800302' }, 'day-month-swapped'],
    ['birthDate', { birthDate: '1980-02-03' }, { birthDate: '1980-02-08' }, 'typo'],
    ['postcode', { postcode: '4570' }, { postcode: '4750' }, 'swapped'],
    ['phone', { phone: '+61 400 123 456' }, { phone: '0400123456' }, 'exact'],
  ])('%s of %o and %o', (aspect, a, b, level) => {
    expect(levelOf(aspect, a, b)).toBe(level);
  });

  test('a role’s mailbox is nobody’s', () => {
    expect(levelOf('emailLocal', { email: 'info@a.example' }, { email: 'info@b.example' })).toBeUndefined();
  });
});

describe('a model', () => {
  test('is the same for the same records and seed, and survives JSON', () => {
    const json = JSON.stringify(model);
    expect(JSON.stringify(train(records, { seed: 3, randomPairs: 20_000 }))).toBe(json);
    expect(readModel(JSON.parse(json))).toEqual(model);
  });

  test('of another version or shape is none', () => {
    expect(readModel({ ...model, version: 0 })).toBeUndefined();
    expect(readModel({ ...model, comparisons: {} })).toBeUndefined();
    expect(readModel(null)).toBeUndefined();
  });

  test('is learnt from nothing at all without failing', () => {
    expect(linkRecords([], train([], { randomPairs: 100 })).clusterOf).toHaveLength(0);
    expect(linkRecords([{}], train([{}], { randomPairs: 100 })).clusterOf).toHaveLength(1);
  });

  test('knows no value that less than three records have', () => {
    for (const { counts } of Object.values(model.frequencies)) {
      for (const count of Object.values(counts)) expect(count).toBeGreaterThanOrEqual(3);
    }
  });
});

test('a crowded key brings nobody together', () => {
  const crowd = Array.from({ length: 30 }, () => normalise({ lastName: 'smith' }));
  expect(candidatePairs(crowd, { largestBlock: 29 }).pairs).toHaveLength(0);
  expect(candidatePairs(crowd, { largestBlock: 30 }).pairs).toHaveLength(30 * 29);
});

test('thresholds are inclusive', () => {
  expect([0.99, 0.989, 0.5, 0.499].map((probability) => decide(probability))).toEqual([
    'link',
    'suggest',
    'suggest',
    'none',
  ]);
});

describe('households', () => {
  /** To every other person somebody with another first name and birth date, at one address and on one line. */
  const spouses = people.slice(0, 150).map((person) => ({
    ...person,
    firstName: pick(first),
    birthDate: `${1940 + Math.floor(random() * 60)}-1${Math.floor(random() * 3)}-2${Math.floor(random() * 9)}`,
  }));
  const withHouseholds = train([...records, ...spouses], { seed: 3, randomPairs: 20_000 });

  test('are learnt where there are any, and are none where nobody shares a home', () => {
    expect(withHouseholds.householdPrior).toBeGreaterThan(withHouseholds.prior / 10);
    expect(model.householdPrior).toBeLessThan(model.prior / 1000);
  });

  test('are kept apart where they share an identifier; one person’s records are not', () => {
    const [person, spouse] = [people[1] ?? {}, spouses[1] ?? {}];
    const sharers = [
      { id: 'c', fields: person },
      { id: 'b', fields: spouse },
      { id: 'a', fields: { ...person, lastName: `${person.lastName}x` } },
      { id: 'c', fields: spouse },
    ];
    expect(keptApart(createMatcher(withHouseholds), sharers)).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'c'],
    ]);
    expect(keptApart(createMatcher(withHouseholds), sharers.slice(0, 1))).toEqual([]);
    expect(
      keptApart(createMatcher(withHouseholds), [...sharers.slice(0, 1), ...sharers.slice(2, 3)]),
    ).toEqual([]);
  });

  test('a crowd is not compared: its identifier is many people’s anyway', () => {
    const crowd = spouses.slice(0, 61).map((fields, index) => ({ id: String(index), fields }));
    expect(keptApart(matcher, crowd)).toEqual([]);
  });
});
