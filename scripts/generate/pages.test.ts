import { expect, test } from 'vitest';
import { errorDefinitions } from './errors.ts';
import { stalePages } from './pages.ts';

test('what is made from the code is what is committed', async () => {
  expect((await stalePages()).map(({ path }) => path)).toEqual([]);
});

test('every error says what to do, in a sentence', async () => {
  for (const [code, { message, action }] of await errorDefinitions()) {
    expect(code).toMatch(/^[a-z0-9]+\.[a-z0-9-]+$/);
    for (const sentence of [message, action]) expect(sentence, code).toMatch(/^[A-Z0-9].*[.!]$/s);
  }
});
