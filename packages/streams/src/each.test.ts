import { expect, test } from 'vitest';
import { defineErrors } from '@throughline/errors';
import { each, ok, drop, type Message } from './index.ts';

const errors = defineErrors('test', {
  away: { retryable: true, message: 'Away.', action: 'Wait.' },
  bad: { retryable: false, message: 'Bad.', action: 'Look.' },
});

const message = (offset: number, key: string | null): Message => ({
  topic: 't',
  partition: 0,
  offset: String(offset),
  key,
  value: null,
  headers: {},
  timestamp: 0,
});
const context = { heartbeat: async () => undefined, signal: new AbortController().signal, lag: 0 };

test('messages of one key are taken in order, others at once, and outcomes come in the order of the messages', async () => {
  const started: string[] = [];
  const first = Promise.withResolvers<void>();
  const step = each(
    async ({ key, offset }) => {
      started.push(`${key}${offset}`);
      if (offset === '0') await first.promise;
      if (key === 'b') first.resolve();
      return key === 'a' ? ok() : drop('b');
    },
    { concurrency: 2 },
  );
  const outcomes = await step([message(0, 'a'), message(1, 'a'), message(2, 'b')], context);
  expect(started).toEqual(['a0', 'b2', 'a1']);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'drop']);
});

test('no more are under way than allowed', async () => {
  let now = 0;
  let most = 0;
  const step = each(
    async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise(setImmediate);
      now -= 1;
      return ok();
    },
    { concurrency: 3 },
  );
  await step(
    Array.from({ length: 20 }, (_, n) => message(n, null)),
    context,
  );
  expect(most).toBe(3);
});

test('after a store went away in the middle, only what was not done is done again', async () => {
  const calls: string[] = [];
  let away = true;
  const step = each(({ offset }) => {
    calls.push(offset);
    if (offset === '1' && away) throw errors.away();
    return ok();
  });
  const batch = [message(0, 'a'), message(1, 'b'), message(2, 'c')];
  await expect(step(batch, context)).rejects.toMatchObject({ code: 'test.away' });
  away = false;
  expect(await step(batch, context)).toHaveLength(3);
  expect(calls).toEqual(['0', '1', '1', '2']);
});

test('an error of ours that is final is not tried again; a surprise is, three times', async () => {
  const calls = { ours: 0, surprise: 0 };
  const step = each(({ key }) => {
    if (key === 'ours') {
      calls.ours += 1;
      throw errors.bad();
    }
    if (key === 'surprise') {
      calls.surprise += 1;
      throw new RangeError('x');
    }
    return ok();
  });
  const outcomes = await step([message(0, 'ours'), message(1, 'surprise'), message(2, 'fine')], context);
  expect(calls).toEqual({ ours: 1, surprise: 4 });
  expect(outcomes).toMatchObject([
    { kind: 'dead-letter', error: { code: 'test.bad' }, attempts: 1 },
    { kind: 'dead-letter', error: { code: 'streams.unexpected' }, attempts: 4 },
    { kind: 'ok' },
  ]);
});
