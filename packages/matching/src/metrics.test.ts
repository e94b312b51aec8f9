import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  editDistance,
  isTransposition,
  jaroWinkler,
  jaroWinklerAtLeast,
  MAXIMUM_LENGTH,
  withinOneEdit,
} from './metrics.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'é', '1', ' '), maxLength: 9 });

/** The textbook's recursion over the whole table. */
function plainDistance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => table[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const row = table[i];
      if (row) {
        row[j] = Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + same,
          swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
        );
      }
    }
  }
  return at(a.length, b.length);
}

describe('edit distance', () => {
  test('is the textbook’s, up to the limit', () => {
    fc.assert(
      fc.property(word, word, fc.nat(6), (a, b, limit) => {
        expect(editDistance(a, b, limit)).toBe(Math.min(plainDistance(a, b), limit + 1));
      }),
      { numRuns: 2000 },
    );
  });

  test('of one is told in one pass', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(withinOneEdit(a, b)).toBe(plainDistance(a, b) <= 1);
        if (isTransposition(a, b)) expect(plainDistance(a, b)).toBe(1);
      }),
      { numRuns: 2000 },
    );
    expect(isTransposition('4570', '4750')).toBe(true);
    expect(isTransposition('4570', '4571')).toBe(false);
  });
});

describe('Jaro–Winkler', () => {
  // W. Winkler, "Overview of Record Linkage and Current Research Directions" (2006), table 6.
  test.each([
    ['shackleford', 'shackelford', 0.982],
    ['dunningham', 'cunnigham', 0.896],
    ['nichleson', 'nichulson', 0.956],
    ['jones', 'johnson', 0.832],
    ['massey', 'massie', 0.933],
    ['abroms', 'abrams', 0.922],
    ['martha', 'marhta', 0.961],
    ['dwayne', 'duane', 0.84],
  ])('of %s and %s', (a, b, expected) => {
    expect(jaroWinkler(a, b)).toBeCloseTo(expected, 2);
  });

  test('is symmetric, between 0 and 1, and 1 for equals alone', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const likeness = jaroWinkler(a, b);
        expect(likeness).toBeGreaterThanOrEqual(0);
        expect(likeness).toBeLessThanOrEqual(1);
        expect(likeness === 1).toBe(a === b);
        expect(jaroWinkler(b, a)).toBeCloseTo(likeness, 10);
      }),
      { numRuns: 2000 },
    );
  });

  test('its shortcut never hides a likeness', () => {
    fc.assert(
      fc.property(word, word, fc.constantFrom(0.8, 0.92), (a, b, least) => {
        const likeness = jaroWinkler(a, b);
        expect(jaroWinklerAtLeast(a, b, least)).toBe(likeness < least || a === '' ? 0 : likeness);
      }),
      { numRuns: 2000 },
    );
  });
});

test('no string is too much', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 300 }),
      (a, b) => {
        for (const value of [jaroWinkler(a, b), editDistance(a, b)])
          expect(Number.isFinite(value)).toBe(true);
        expect(editDistance(a, b)).toBeLessThanOrEqual(MAXIMUM_LENGTH + 1);
      },
    ),
  );
});
