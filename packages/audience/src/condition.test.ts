import { expect, test } from 'vitest';
import { matches, parseCondition } from './condition.ts';
import type { Profile } from './condition.ts';

const NOW = Date.UTC(2026, 10, 21);
const DAY = 24 * 60 * 60 * 1000;
const profile: Profile = {
  traits: { country: 'DE' },
  score: 100,
  scoreAsOf: NOW - 30 * DAY,
  halfLifeDays: 30,
  lastActiveAt: NOW - 5 * DAY,
  consents: { marketing: 'granted' },
};
const holds = (json: unknown) => matches(parseCondition(json), profile, NOW);

test.each([
  [{ scoreAtLeast: 50 }, true],
  [{ scoreAtLeast: 51 }, false],
  [{ activeWithinDays: 5 }, true],
  [{ activeWithinDays: 4 }, false],
  [{ trait: 'country' }, true],
  [{ trait: 'country', equals: 'de' }, true],
  [{ trait: 'city' }, false],
  [{ consent: 'marketing', state: 'granted' }, true],
  [{ consent: 'sms', state: 'unknown' }, true],
  [{ not: { consent: 'marketing', state: 'granted' } }, false],
  [{ all: [{ scoreAtLeast: 1 }, { trait: 'city' }] }, false],
  [{ any: [{ scoreAtLeast: 1000 }, { trait: 'country' }] }, true],
])('%j is %s', (definition, expected) => {
  expect(holds(definition)).toBe(expected);
});

test('nobody who was never heard of is active', () => {
  expect(matches({ activeWithinDays: 365 }, { ...profile, lastActiveAt: null }, NOW)).toBe(false);
});

test.each([[{}], [null], ['x'], [{ scoreAtLeast: '80' }], [{ scoreAtLeast: 1, trait: 'x' }], [{ all: [] }]])(
  '%j is no definition',
  (definition) => {
    expect(() => parseCondition(definition)).toThrow(
      expect.objectContaining({ code: 'audience.definition-invalid' }),
    );
  },
);

test('a definition as deep as a bomb is refused', () => {
  let bomb: unknown = { scoreAtLeast: 1 };
  for (let depth = 0; depth < 10_000; depth += 1) bomb = { not: bomb };
  expect(() => parseCondition(bomb)).toThrow(
    expect.objectContaining({ code: 'audience.definition-invalid' }),
  );
});
