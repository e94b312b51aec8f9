import { defineErrors } from '@throughline/errors';
import { expect, test } from 'vitest';
import { patiently } from './patience.ts';

const errors = defineErrors('test', {
  away: { retryable: true, message: 'Away.', action: 'Wait.' },
  wrong: { retryable: false, message: 'Wrong.', action: 'Mend it.' },
});

test('a store that is away is waited for', async () => {
  const seen: unknown[] = [];
  let calls = 0;
  const work = () => (calls++ < 2 ? Promise.reject(errors.away()) : Promise.resolve('done'));
  expect(await patiently(work, 5000, (error) => seen.push(error))).toBe('done');
  expect(seen).toHaveLength(2);
});

test('what is wrong is told at once, and what stays away at the end', async () => {
  await expect(
    patiently(
      () => Promise.reject(errors.wrong()),
      5000,
      () => undefined,
    ),
  ).rejects.toThrow('Wrong.');
  await expect(
    patiently(
      () => Promise.reject(errors.away()),
      100,
      () => undefined,
    ),
  ).rejects.toThrow('Away.');
});
