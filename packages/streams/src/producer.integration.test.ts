import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProducer } from './index.ts';
import { createTestStreams, type TestStreams } from './test-streams.ts';

let streams: TestStreams;
beforeAll(async () => {
  streams = await createTestStreams();
});
afterAll(() => streams.close());

const record = (topic: string, key: string | null, value: string) => ({
  topic,
  key,
  value: Buffer.from(value),
});

test('what is sent at once goes out in few requests and keeps its order', async () => {
  await streams.createTopics(1, 'clocked');
  await Promise.all(
    Array.from({ length: 2_000 }, (_, n) => streams.producer.send(record('clocked', 'k', `${n}`))),
  );
  const values = (await streams.read('clocked')).map((message) => Number(message.value));
  expect(values).toEqual(Array.from({ length: 2_000 }, (_, n) => n));
});

test('keys, tombstones, binary headers and compressed batches arrive as they were', async () => {
  await streams.createTopics(1, 'shapes');
  const long = 'line of text '.repeat(1_000);
  await streams.producer.sendAll([
    record('shapes', null, long),
    { topic: 'shapes', key: 'ключ', value: null, headers: { 'x-note': 'grün', bytes: Buffer.from('raw') } },
  ]);
  const [first, second] = await streams.read('shapes');
  expect(first).toMatchObject({ key: null, headers: {} });
  expect(first?.value?.toString()).toBe(long);
  expect(second).toMatchObject({ key: 'ключ', value: null, headers: { 'x-note': 'grün', bytes: 'raw' } });
});

test('a record that is too large is refused, and those sent with it are not', async () => {
  await streams.createTopics(1, 'sizes');
  const huge = Buffer.alloc(2_000_000);
  for (let at = 0; at < huge.length; at += 50_000) crypto.getRandomValues(huge.subarray(at, at + 50_000));
  const results = await Promise.allSettled([
    streams.producer.send(record('sizes', 'a', 'one')),
    streams.producer.send({ topic: 'sizes', key: 'b', value: huge }),
    streams.producer.send(record('sizes', 'c', 'two')),
  ]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { code: 'streams.record-too-large', retryable: false } });
});

test('a topic that does not exist is not made, and waited for', async () => {
  const hasty = createProducer(streams.kafka, { retries: 0 });
  await expect(hasty.send(record('nowhere', 'k', 'v'))).rejects.toMatchObject({ retryable: true });
  await hasty.close();
});

test('a queue that is full refuses more until it is acked', async () => {
  await streams.createTopics(1, 'bounded');
  const small = createProducer(streams.kafka, { maxQueueBytes: 1_000 });
  const first = small.send(record('bounded', 'k', 'x'.repeat(2_000)));
  await expect(small.send(record('bounded', 'k', 'y'))).rejects.toMatchObject({ code: 'streams.queue-full' });
  await first;
  await small.send(record('bounded', 'k', 'z'));
  await small.close();
  await expect(small.send(record('bounded', 'k', 'late'))).rejects.toMatchObject({
    code: 'streams.producer-closed',
  });
});

test('with the broker silent a send fails at its deadline; with it gone, at once; back again, it goes through', async () => {
  await streams.createTopics(1, 'edge');
  const { proxy, kafka } = await streams.proxied('edge');
  const edge = createProducer(kafka, { deadlineMs: 500, retries: 1 });
  await edge.send(record('edge', 'k', 'before'));

  proxy.freeze();
  const began = performance.now();
  await expect(edge.send(record('edge', 'k', 'frozen'))).rejects.toMatchObject({
    code: 'streams.produce-timeout',
    retryable: true,
  });
  expect(performance.now() - began).toBeLessThan(1_500);

  await proxy.cut();
  await edge.flush();
  await expect(edge.send(record('edge', 'k', 'gone'))).rejects.toMatchObject({ retryable: true });

  await proxy.restore();
  await edge.flush();
  await edge.send(record('edge', 'k', 'after'));
  await edge.close();
  await proxy.close();
  const values = (await streams.read('edge')).map((message) => message.value?.toString());
  expect(values).toContain('before');
  expect(values).toContain('after');
});
