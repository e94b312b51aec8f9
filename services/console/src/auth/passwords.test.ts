import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './passwords.ts';

test('only the same password matches, in whatever form it was typed', async () => {
  const stored = await hashPassword('Ä secret');
  expect(stored).toMatch(/^scrypt\$16384\$8\$5\$/);
  expect(await verifyPassword('A\u0308 secret', stored)).toBe(true);
  expect(await verifyPassword('A secret', stored)).toBe(false);
});

test('hashes of other parameters still verify', async () => {
  const stored = 'scrypt$1024$8$1$c2FsdHNhbHRzYWx0c2FsdA==$';
  expect(await verifyPassword('x', stored)).toBe(false);
  expect(await verifyPassword('x', 'unknown$1')).toBe(false);
});
