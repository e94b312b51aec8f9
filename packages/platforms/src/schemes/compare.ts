import { timingSafeEqual } from 'node:crypto';

/** Compares in time that does not depend on where the texts differ. An empty expectation matches nothing. */
export function equalInConstantTime(given: string, expected: string): boolean {
  if (expected.length === 0) return false;
  const a = Buffer.from(given, 'utf8');
  const b = Buffer.from(expected, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}
