import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaJSConnectionError } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { each, ok, type Message } from './index.ts';
import { createTestStreams, type TestStreams } from './test-streams.ts';
import { eventually } from './testing.ts';

let streams: TestStreams;
beforeAll(async () => {
  streams = await createTestStreams();
});
afterAll(() => streams.close());

const COUNT = 120;
const inOrder = Array.from({ length: COUNT }, (_, n) => n);
/** A few of the records below: there is always more to fetch. */
const FEW = { maxFetchBytes: 4_096, maxBatch: 3 };

const numberOf = (message: Message) => Number(message.key);

/** Each record a batch of its own in the log, and too varied to be compressed: a fetch brings but a few. */
async function fill(topic: string, partitions = 1): Promise<void> {
  await streams.createTopics(partitions, topic, `${topic}.made`);
  for (const n of inOrder) await streams.producer.send({ topic, key: String(n), value: randomBytes(1_000) });
}

const committedOf = async (topic: string) =>
  (await streams.committed(topic, topic)).reduce((sum, offset) => sum + Math.max(0, offset), 0);

test('while a step works the next records are fetched: they are there though Kafka is gone', async () => {
  await fill('ahead');
  const { proxy, kafka } = await streams.proxied('ahead');
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const seen = new Set<number>();
  let calls = 0;
  const consumer = streams.consumer({
    ...FEW,
    // The whole fetch in one call.
    maxBatch: 1_000,
    kafka,
    group: 'ahead',
    topics: ['ahead'],
    step: async (messages) => {
      calls += 1;
      begun.resolve();
      if (calls === 1) await gate.promise;
      for (const message of messages) seen.add(numberOf(message));
      return messages.map(() => ok());
    },
  });
  await consumer.start();
  await begun.promise;
  await sleep(500);
  await proxy.cut();
  gate.resolve();
  await eventually(() => calls > 1);
  await proxy.restore();
  await eventually(async () => (await committedOf('ahead')) === COUNT, 'all committed', 60);
  expect([...seen]).toEqual(inOrder);
  await consumer.stop();
  await proxy.close();
});

test('what fails after the next records were fetched is fetched again, before them', async () => {
  await fill('failing');
  let requests = 0;
  const consumer = streams.consumer({
    ...FEW,
    group: 'failing',
    topics: ['failing'],
    producer: {
      sendAll: async (records) => {
        requests += 1;
        // While the next records are at the step.
        await sleep(20);
        if (requests === 3 || requests === 13) throw new KafkaJSConnectionError('the coordinator is away');
        return streams.producer.sendAll(records);
      },
    },
    step: each(({ key, value }) =>
      ok([{ topic: 'failing.made', key: 'k', value: Buffer.from(`${key} ${value?.length}`) }]),
    ),
  });
  await consumer.start();
  await eventually(async () => (await committedOf('failing')) === COUNT, 'all committed', 60);
  await consumer.stop();
  const made = (await streams.read('failing.made')).map(({ value }) => Number.parseInt(String(value), 10));
  expect([...new Set(made)]).toEqual(inOrder);
  expect(requests).toBeGreaterThan(COUNT / FEW.maxBatch);
});

test('who stops has committed what was done, and has done nothing more; who goes on repeats nothing', async () => {
  await fill('leaving');
  const seen: number[] = [];
  const member = () =>
    streams.consumer({
      ...FEW,
      group: 'leaving',
      topics: ['leaving'],
      step: async (messages) => {
        await sleep(10);
        seen.push(...messages.map(numberOf));
        return messages.map(() => ok());
      },
    });
  for (const least of [10, 40, 70]) {
    const consumer = member();
    await consumer.start();
    await eventually(() => seen.length >= least);
    await consumer.stop();
    expect(await committedOf('leaving')).toBe(seen.length);
  }
  await member().start();
  await eventually(() => seen.length >= COUNT);
  expect(seen).toEqual(inOrder);
});

test('members come and go while records are fetched ahead: none is lost, and each partition stays in order', async () => {
  await fill('sharing', 4);
  const seen = new Map<number, number[]>();
  const member = () =>
    streams.consumer({
      ...FEW,
      group: 'sharing',
      topics: ['sharing'],
      step: async (messages) => {
        await sleep(30);
        for (const message of messages) {
          const offsets = seen.get(message.partition) ?? [];
          seen.set(message.partition, offsets);
          if (!offsets.includes(Number(message.offset))) offsets.push(Number(message.offset));
        }
        return messages.map(() => ok());
      },
    });
  const first = member();
  await first.start();
  await eventually(() => seen.size > 0);
  const second = member();
  await second.start();
  await sleep(200);
  await first.stop();
  await eventually(async () => (await committedOf('sharing')) === COUNT, 'all committed', 60);
  expect([...seen.values()].flat()).toHaveLength(COUNT);
  for (const offsets of seen.values()) expect(offsets).toEqual(offsets.map((_, index) => index));
});
