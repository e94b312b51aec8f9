import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldConsent } from './consent.ts';
import type { Statement } from './consent.ts';

const said = (part: Partial<Statement>): Statement => ({
  interactionId: 'i1',
  identifier: 'email:a@example.com',
  purpose: 'marketing',
  state: 'granted',
  trusted: true,
  effectiveAt: 1000,
  recordedAt: 1001,
  ...part,
});

const arbitrary: fc.Arbitrary<Statement> = fc.record({
  interactionId: fc.integer({ min: 0, max: 20 }).map((n) => `i${n}`),
  identifier: fc.constant('email:a@example.com'),
  purpose: fc.constant('marketing'),
  state: fc.constantFrom('granted', 'denied', 'pending'),
  trusted: fc.boolean(),
  effectiveAt: fc.integer({ min: 0, max: 30 }),
  recordedAt: fc.constant(100),
});
const shuffledTwice = fc
  .array(arbitrary, { maxLength: 12 })
  .chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: 2 * list.length })),
  );

test('order and duplicates change nothing', () => {
  fc.assert(
    fc.property(shuffledTwice, fc.option(fc.nat(30)), ([list, shuffled], since) => {
      expect(foldConsent(shuffled, since)).toEqual(foldConsent(list, since));
    }),
  );
});

test('what nobody trustworthy granted is never granted', () => {
  fc.assert(
    fc.property(fc.array(arbitrary), (list) => {
      const claims = list.map((statement) => ({ ...statement, trusted: false }));
      expect(foldConsent(claims).state).not.toBe('granted');
    }),
  );
});

test('the last word counts, and a denial counts whoever sent it', () => {
  const denied = said({ interactionId: 'i2', state: 'denied', trusted: false, effectiveAt: 2000 });
  expect(foldConsent([denied, said({})])).toMatchObject({
    state: 'denied',
    interactionId: 'i2',
    effectiveAt: 2000,
  });
  expect(foldConsent([denied, said({ effectiveAt: 3000 })]).state).toBe('granted');
});

test('a grant that anybody could have sent waits for its confirmation', () => {
  const claimed = said({ interactionId: 'i2', trusted: false, effectiveAt: 2000 });
  expect(foldConsent([claimed]).state).toBe('pending');
  expect(foldConsent([claimed, said({})])).toMatchObject({ state: 'granted', interactionId: 'i1' });
  expect(foldConsent([claimed, said({ effectiveAt: 3000 })]).state).toBe('granted');
});

test('at the same moment the denial is the last word', () => {
  expect(foldConsent([said({ interactionId: 'i9' }), said({ state: 'denied' })]).state).toBe('denied');
});

test('a recycled number keeps its denial and loses its grant', () => {
  expect(foldConsent([said({})], 5000).state).toBe('unknown');
  expect(foldConsent([said({ state: 'denied' })], 5000).state).toBe('denied');
});
