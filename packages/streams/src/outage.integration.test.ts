import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProducer, each, ok, type Message } from './index.ts';
import { createTestStreams, type TestStreams } from './test-streams.ts';
import { eventually } from './testing.ts';

let streams: TestStreams;
beforeAll(async () => {
  streams = await createTestStreams();
});
afterAll(() => streams.close());

const textOf = (message: Message) => message.value?.toString() ?? '';
const record = (topic: string, value: string) => ({ topic, key: 'k', value: Buffer.from(value) });

test('a consumer outlives a broker that goes away and comes back, and is not ready meanwhile', async () => {
  await streams.createTopics(1, 'outage', 'outage-out');
  const { proxy, kafka } = await streams.proxied('outage');
  const producer = createProducer(kafka, { retries: 1 });
  const seen = new Set<string>();
  const consumer = streams.consumer({
    kafka,
    producer,
    group: 'outage',
    topics: ['outage'],
    step: each((message) => {
      seen.add(textOf(message));
      return ok([record('outage-out', textOf(message))]);
    }),
  });
  await streams.producer.send(record('outage', 'before'));
  await consumer.start();
  await eventually(async () => (await streams.committed('outage', 'outage'))[0] === 1);
  await proxy.cut();
  await streams.producer.send(record('outage', 'during'));
  await eventually(() => streams.kit.readiness.conditions['consumer:outage'] === false);
  await proxy.restore();
  await eventually(async () => (await streams.committed('outage', 'outage'))[0] === 2);
  expect([...seen]).toEqual(['before', 'during']);
  expect(streams.kit.readiness.conditions['consumer:outage']).toBe(true);
  expect(streams.fatal).toEqual([]);
  await consumer.stop();
  await producer.close();
  await proxy.close();
});

test('a consumer that starts before Kafka is there waits for it', async () => {
  await streams.createTopics(1, 'early');
  const { proxy, kafka } = await streams.proxied('early');
  await proxy.cut();
  const seen: string[] = [];
  const consumer = streams.consumer({
    kafka,
    group: 'early',
    topics: ['early'],
    step: each((message) => {
      seen.push(textOf(message));
      return ok();
    }),
  });
  const started = consumer.start();
  await streams.producer.send(record('early', 'first'));
  await eventually(() => streams.kit.readiness.conditions['store:early'] === false);
  await proxy.restore();
  await started;
  await eventually(() => seen.length === 1);
  expect(seen).toEqual(['first']);
  await consumer.stop();
  await proxy.close();
});

test('a step may take longer than the session: the member keeps its partitions', async () => {
  await streams.createTopics(1, 'long');
  await streams.producer.send(record('long', 'v'));
  let calls = 0;
  let aborted = false;
  const consumer = streams.consumer({
    group: 'long',
    topics: ['long'],
    step: async (messages, { signal }) => {
      calls += 1;
      // Longer than the session of six seconds: what is waited for is the broker giving the member up.
      await sleep(8_000);
      aborted = signal.aborted;
      return messages.map(() => ok());
    },
  });
  await consumer.start();
  await eventually(async () => (await streams.committed('long', 'long'))[0] === 1);
  expect({ calls, aborted }).toEqual({ calls: 1, aborted: false });
});

test('a mistake outside a step ends the process rather than let it stay dead', async () => {
  await streams.createTopics(1, 'mistaken');
  await streams.producer.send(record('mistaken', 'v'));
  const broken = {
    ...streams.kit,
    metrics: {
      ...streams.kit.metrics,
      histogram: () => {
        throw new TypeError('stands for any mistake in the runner');
      },
    },
  };
  expect(() =>
    streams.consumer({ kit: broken, group: 'mistaken', topics: ['mistaken'], step: each(() => ok()) }),
  ).toThrow(TypeError);
  const dying = streams.consumer({
    group: 'mistaken',
    topics: ['mistaken'],
    producer: {
      sendAll: () => {
        throw new TypeError('stands for any mistake in the runner');
      },
    },
    step: each(() => ok([record('elsewhere', 'v')])),
  });
  await dying.start();
  await eventually(() => streams.fatal.length > 0);
  expect(streams.fatal[0]).toBeInstanceOf(Error);
});
