import { defineErrors } from '@throughline/errors';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKit } from './kit.ts';
import { whenThere } from './when-there.ts';

const errors = defineErrors('test', {
  away: { retryable: true, message: 'Away.', action: 'Wait.' },
  wrong: { retryable: false, message: 'Wrong.', action: 'Mend it.' },
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is away is waited for, not ready meanwhile', async () => {
  const kit = createKit({ name: 'test' });
  let tries = 0;
  const found = whenThere(kit, 'registry', () => {
    tries += 1;
    return tries < 3 ? Promise.reject(errors.away()) : Promise.resolve('there');
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(kit.readiness.ready).toBe(false);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await found).toBe('there');
  expect(kit.readiness.ready).toBe(true);
  expect(tries).toBe(3);
});

test('what is wrong ends the start', async () => {
  const kit = createKit({ name: 'test' });
  await expect(whenThere(kit, 'registry', () => Promise.reject(errors.wrong()))).rejects.toMatchObject({
    code: 'test.wrong',
  });
});
