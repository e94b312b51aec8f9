import type { IdentifierAssignment } from '@throughline/schemas';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { assign } from './ownership.ts';
import type { Ownership } from './ownership.ts';

const assignment = (part: Partial<IdentifierAssignment>): IdentifierAssignment => ({
  identifier: 'phone:+4915112345678',
  customerId: 'a',
  validFrom: null,
  validTo: null,
  verified: true,
  version: 1,
  ...part,
});

const apply = (assignments: ReadonlyArray<IdentifierAssignment>, from?: Ownership): Ownership | undefined =>
  assignments.reduce<Ownership | undefined>(assign, from);

const holderAt = (ownership: Ownership | undefined, time: number) =>
  (ownership === undefined ? [] : [ownership.current, ...ownership.former]).filter(
    ({ validFrom, validTo }) => validFrom <= time && time < validTo,
  );

const arbitrary = fc.record({
  identifier: fc.constant('phone:+4915112345678'),
  customerId: fc.constantFrom('a', 'b', 'c'),
  validFrom: fc.option(fc.integer({ min: 0, max: 50 })),
  validTo: fc.option(fc.integer({ min: 51, max: 99 })),
  verified: fc.boolean(),
  version: fc.integer({ min: 1, max: 9 }),
});

test('reading a whole topic again changes nothing', () => {
  fc.assert(
    fc.property(fc.array(arbitrary), (assignments) => {
      const once = apply(assignments);
      expect(apply(assignments, once)).toEqual(once);
    }),
  );
});

test('nobody shares a moment', () => {
  fc.assert(
    fc.property(fc.array(arbitrary), fc.integer({ min: -1, max: 100 }), (assignments, time) => {
      expect(holderAt(apply(assignments), time).length).toBeLessThanOrEqual(1);
    }),
  );
});

test('a merge takes the whole past along', () => {
  const merged = apply([assignment({}), assignment({ customerId: 'b', version: 2 })]);
  expect(holderAt(merged, 5)).toMatchObject([{ customerId: 'b' }]);
  expect(merged?.former).toEqual([]);
});

test('a recycled number leaves the past with its former owner', () => {
  const recycled = apply([
    assignment({}),
    assignment({ validTo: 100, version: 2 }),
    assignment({ customerId: 'b', validFrom: 200, version: 3 }),
  ]);
  expect(holderAt(recycled, 99)).toMatchObject([{ customerId: 'a' }]);
  expect(holderAt(recycled, 150)).toEqual([]);
  expect(holderAt(recycled, 200)).toMatchObject([{ customerId: 'b' }]);
});

test('an older version changes nothing', () => {
  const known = apply([assignment({ customerId: 'b', version: 5 })]);
  expect(apply([assignment({ version: 4 })], known)).toBe(known);
});
