import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ok } from './index.ts';
import { createTestStreams, type TestStreams } from './test-streams.ts';
import { eventually } from './testing.ts';

let streams: TestStreams;
beforeAll(async () => {
  streams = await createTestStreams();
});
afterAll(() => streams.close());

const COUNT = 60;
const BATCH = 10;

/** Takes all of a topic in batches of ten, of which every other one is slow; a given batch throws the first time. */
async function run(name: string, failing?: number) {
  await streams.createTopics(1, name, `${name}.made`);
  await streams.producer.sendAll(
    Array.from({ length: COUNT }, (_, n) => ({ topic: name, key: 'k', value: Buffer.from(String(n)) })),
  );
  let atOnce = 0;
  let most = 0;
  let calls = 0;
  const consumer = streams.consumer({
    group: name,
    topics: [name],
    maxBatch: BATCH,
    stepsAtOnce: 2,
    step: async (messages) => {
      calls += 1;
      const call = calls;
      atOnce += 1;
      most = Math.max(most, atOnce);
      await sleep(call % 2 === 0 ? 5 : 60);
      atOnce -= 1;
      if (call === failing) throw new Error('a surprise');
      return messages.map(({ value }) => ok([{ topic: `${name}.made`, key: 'k', value }]));
    },
  });
  await consumer.start();
  await eventually(async () => (await streams.committed(name, name))[0] === COUNT);
  await consumer.stop();
  const made = (await streams.read(`${name}.made`)).map(({ value }) => Number(value));
  return { made, most };
}

const inOrder = Array.from({ length: COUNT }, (_, n) => n);

test('two batches are at the step at once; what comes of them is sent and committed in their order', async () => {
  expect(await run('at-once')).toEqual({ made: inOrder, most: 2 });
});

test('a batch that fails at first while the next one succeeds keeps its place', async () => {
  expect((await run('at-once-failing', 3)).made).toEqual(inOrder);
});

test('a step is told how many records come behind its own, in all partitions', async () => {
  await streams.createTopics(2, 'lagging');
  await streams.producer.sendAll(
    Array.from({ length: COUNT }, (_, n) => ({ topic: 'lagging', key: `k${n}`, value: Buffer.from('') })),
  );
  const lags: number[] = [];
  const consumer = streams.consumer({
    group: 'lagging',
    topics: ['lagging'],
    maxBatch: BATCH,
    step: async (messages, { lag }) => {
      lags.push(lag);
      return messages.map(() => ok());
    },
  });
  await consumer.start();
  await eventually(() => lags.length === COUNT / BATCH);
  await consumer.stop();
  // Both partitions came in one fetch, so that all of it was known from the first batch on.
  expect(lags).toEqual(Array.from({ length: COUNT / BATCH }, (_, index) => COUNT - BATCH * (index + 1)));
});
