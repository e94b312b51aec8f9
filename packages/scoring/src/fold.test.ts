import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decayed, fold } from './fold.ts';
import type { Contribution } from './fold.ts';
import { defaultRuleSet } from './rules.ts';
import { crossingsOf } from './thresholds.ts';
import { DAY_MS } from './time.ts';

const NOON = Date.UTC(2026, 10, 1, 12);
const contribution = (part: Partial<Contribution>): Contribution => ({
  interactionId: 'i1',
  rule: 'view',
  anchor: 'email:a@example.com',
  occurredAt: NOON,
  points: 5,
  revision: 0,
  ...part,
});

const arbitrary: fc.Arbitrary<Contribution> = fc.record({
  interactionId: fc.integer({ min: 0, max: 60 }).map((n) => `i${n}`),
  rule: fc.constantFrom('view', 'question', 'time', 'download', 'cta', 'one that is no more'),
  anchor: fc.constantFrom('email:a@example.com', 'phone:+4915112345678'),
  occurredAt: fc.integer({ min: NOON - 200 * DAY_MS, max: NOON }),
  points: fc.integer({ min: 1, max: 200 }),
  revision: fc.constant(0),
});
/** As the store keeps them: one for each interaction and rule. */
const stored = fc.uniqueArray(arbitrary, { selector: (c) => `${c.interactionId} ${c.rule}`, maxLength: 60 });
const shuffledTwice = stored.chain((list) =>
  fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: 2 * list.length })),
);

test('order and duplicates change nothing', () => {
  fc.assert(
    fc.property(shuffledTwice, ([list, shuffled]) => {
      const folded = fold(list, defaultRuleSet);
      expect(fold(shuffled, defaultRuleSet)).toEqual(folded);
      expect(crossingsOf(fold(shuffled, defaultRuleSet).counted, defaultRuleSet)).toEqual(
        crossingsOf(folded.counted, defaultRuleSet),
      );
    }),
  );
});

test('a score is the sum of its explanation and of its shares', () => {
  fc.assert(
    fc.property(stored, (list) => {
      const { value, counted, byRule, contributions } = fold(list, defaultRuleSet);
      const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
      expect(sum(counted.map(({ worth }) => worth))).toBeCloseTo(value, 3);
      expect(sum(Object.values(byRule))).toBeCloseTo(value, 3);
      expect(contributions).toBe(counted.filter((c) => c.counted > 0).length);
    }),
  );
});

test('a cut after a merge leaves what there was before', () => {
  fc.assert(
    fc.property(stored, stored, (ours, theirs) => {
      const others = theirs.map((c) => ({
        ...c,
        interactionId: `other ${c.interactionId}`,
        anchor: 'email:b@example.com',
      }));
      const merged = fold([...ours, ...others], defaultRuleSet).counted;
      const cut = merged.filter(({ anchor }) => anchor !== 'email:b@example.com');
      expect(fold(cut, defaultRuleSet)).toMatchObject({ value: fold(ours, defaultRuleSet).value });
    }),
  );
});

test('no day brings more than a rule’s cap', () => {
  fc.assert(
    fc.property(stored, (list) => {
      const days = new Map<string, number>();
      for (const { rule, occurredAt, counted } of fold(list, defaultRuleSet).counted) {
        const day = `${rule} ${Math.floor(occurredAt / DAY_MS)}`;
        days.set(day, (days.get(day) ?? 0) + counted);
      }
      for (const [day, points] of days) {
        const cap = defaultRuleSet.rules.find(({ rule }) => day.startsWith(`${rule} `))?.dailyCap ?? Infinity;
        expect(points).toBeLessThanOrEqual(cap);
      }
    }),
  );
});

test('points halve in a half-life', () => {
  const older = contribution({
    interactionId: 'i0',
    points: 40,
    rule: 'cta',
    occurredAt: NOON - 30 * DAY_MS,
  });
  const folded = fold([contribution({}), older], defaultRuleSet);
  expect(folded).toMatchObject({ value: 25, asOf: NOON, contributions: 2, byRule: { cta: 20, view: 5 } });
  expect(decayed(folded.value, folded.asOf, NOON + 60 * DAY_MS, 30)).toBe(6.25);
});

test('as known on a date: what came later is left out', () => {
  const later = contribution({ interactionId: 'i2', occurredAt: NOON + DAY_MS });
  expect(fold([contribution({}), later], defaultRuleSet, NOON)).toMatchObject({ value: 5, contributions: 1 });
});

test('the highest revision of an interaction wins', () => {
  const edited = contribution({ points: 20, revision: 7 });
  expect(fold([edited, contribution({})], defaultRuleSet).value).toBe(20);
});

test('nothing is worth nothing', () => {
  expect(fold([], defaultRuleSet)).toMatchObject({
    value: 0,
    asOf: 0,
    contributions: 0,
    lastContributionAt: null,
  });
});

test('thresholds are crossed once in a window', () => {
  const clicks = [0, 1, 2, 3].map((n) =>
    contribution({ interactionId: `i${n}`, rule: 'cta', points: 30, occurredAt: NOON + n * 1000 }),
  );
  expect(crossingsOf(fold(clicks, defaultRuleSet).counted, defaultRuleSet)).toMatchObject([
    { signal: 'high_engagement', window: '2026-11-01', interactionId: 'i1', threshold: 50 },
    { signal: 'hot_lead', window: '2026-11', interactionId: 'i2', threshold: 80 },
  ]);
});
