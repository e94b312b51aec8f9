import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defineErrors } from '@throughline/errors';
import { createProducer, deadLetter, drop, each, ok, redirect } from './index.ts';
import type { Message } from './index.ts';
import { createTestStreams, type TestStreams } from './test-streams.ts';
import { eventually } from './testing.ts';

const errors = defineErrors('test', {
  storeAway: { retryable: true, message: 'The store is away.', action: 'Wait.' },
  badRecord: { retryable: false, message: 'The record is bad.', action: 'Look at it.' },
});

let streams: TestStreams;
beforeAll(async () => {
  streams = await createTestStreams();
});
afterAll(() => streams.close());

const record = (topic: string, key: string, value: string, headers: Record<string, string> = {}) => ({
  topic,
  key,
  value: Buffer.from(value),
  headers,
});
const textOf = (message: Message) => message.value?.toString() ?? '';
const total = (counts: ReadonlyArray<number>) => counts.reduce((sum, count) => sum + Math.max(0, count), 0);

test('every message comes once, in order per key, many partitions in one batch', async () => {
  await streams.createTopics(6, 'ordered');
  const sent = Array.from({ length: 3_000 }, (_, n) => record('ordered', `key ${n % 50}`, String(n)));
  await streams.producer.sendAll(sent);
  const seen = new Map<string, number[]>();
  let partitions = 0;
  let count = 0;
  const consumer = streams.consumer({
    group: 'ordered',
    topics: ['ordered'],
    step: async (messages) => {
      partitions = Math.max(partitions, new Set(messages.map((message) => message.partition)).size);
      for (const message of messages) {
        const key = message.key ?? '';
        seen.set(key, [...(seen.get(key) ?? []), Number(textOf(message))]);
        count += 1;
      }
      return messages.map(() => ok());
    },
  });
  await consumer.start();
  await eventually(() => count >= sent.length);
  await consumer.stop();
  expect(count).toBe(sent.length);
  expect(partitions).toBe(6);
  for (const numbers of seen.values()) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(total(await streams.committed('ordered', 'ordered'))).toBe(sent.length);
});

test('each outcome is made true: records acked, drops forgotten, redirects as they came, dead letters with their error', async () => {
  await streams.createTopics(1, 'mixed', 'mixed.dead-letter', 'made', 'elsewhere');
  const trace = {
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'received-at': '1700000000000',
  };
  await streams.producer.sendAll(
    ['make', 'drop', 'redirect', 'refuse', 'make'].map((value) => record('mixed', value, value, trace)),
  );
  const consumer = streams.consumer({
    group: 'mixed',
    topics: ['mixed'],
    step: each((message) => {
      const what = textOf(message);
      if (what === 'drop') return drop('not-wanted');
      if (what === 'redirect') return redirect('elsewhere');
      if (what === 'refuse') return deadLetter(errors.badRecord({ detail: { path: 'a.b' } }));
      return ok([record('made', `${message.key}`, `${message.offset} made`)]);
    }),
  });
  await consumer.start();
  await eventually(async () => total(await streams.committed('mixed', 'mixed')) === 5);
  const made = await streams.read('made');
  expect(made.map(textOf)).toEqual(['0 made', '4 made']);
  expect(made[0]?.headers).toEqual(trace);
  const [moved] = await streams.read('elsewhere');
  expect(moved).toMatchObject({ key: 'redirect', headers: trace });
  const dead = await streams.read('mixed.dead-letter');
  expect(dead).toHaveLength(1);
  expect(dead[0]).toMatchObject({
    key: 'refuse',
    headers: {
      ...trace,
      'error-code': 'test.bad-record',
      'error-message': 'The record is bad.',
      'error-step': 'mixed',
      'error-attempt': '1',
      'source-topic': 'mixed',
      'source-partition': '0',
      'source-offset': '3',
    },
  });
  expect(dead[0]?.value?.toString()).toBe('refuse');
  expect(dead[0]?.headers['error-stack']).toContain('consumer.integration.test.ts');
  expect(dead[0]?.headers['failed-at']).toMatch(/^\d{4}-\d\d-\d\dT/);
});

test('a poison message is found by halving, tried four times and set aside; the others go through', async () => {
  await streams.createTopics(2, 'poisoned', 'poisoned.dead-letter');
  const bytes = Buffer.from([0xff, 0x00, 0xfe]);
  await streams.producer.sendAll([
    ...Array.from({ length: 40 }, (_, n) => record('poisoned', `k${n}`, 'fine')),
    { topic: 'poisoned', key: 'bad', value: bytes, headers: { binary: Buffer.from([0x80, 0x81]) } },
    ...Array.from({ length: 40 }, (_, n) => record('poisoned', `k${n}`, 'fine')),
  ]);
  let alone = 0;
  const done = new Set<string>();
  const consumer = streams.consumer({
    group: 'poisoned',
    topics: ['poisoned'],
    step: async (messages) => {
      if (messages.some((message) => message.key === 'bad')) {
        if (messages.length === 1) alone += 1;
        throw new TypeError(`cannot read the customer's name`);
      }
      for (const message of messages) done.add(`${message.partition}/${message.offset}`);
      return messages.map(() => ok());
    },
  });
  await consumer.start();
  await eventually(async () => total(await streams.committed('poisoned', 'poisoned')) === 81);
  expect(done.size).toBe(80);
  expect(alone).toBe(4);
  const [dead] = await streams.read('poisoned.dead-letter');
  expect(dead?.value).toEqual(bytes);
  expect(dead?.headers).toMatchObject({ 'error-code': 'streams.unexpected', 'error-attempt': '4' });
  expect(dead?.headers['error-stack']).toContain('TypeError');
  // A foreign error's message may quote a person's data.
  expect(dead?.headers['error-stack']).not.toContain('customer');
  expect(Buffer.byteLength(dead?.headers['error-stack'] ?? '')).toBeLessThanOrEqual(4_096);
  expect(await streams.kit.metrics.text()).toContain(
    'throughline_stream_unexpected_total{group="poisoned",topic="poisoned"} 1',
  );
});

test('a record that Kafka finds too large dead-letters the message it came of, and only that one', async () => {
  await streams.createTopics(1, 'growing', 'growing.dead-letter', 'grown');
  await streams.producer.sendAll(['small', 'huge', 'small'].map((value) => record('growing', value, value)));
  const consumer = streams.consumer({
    group: 'growing',
    topics: ['growing'],
    step: each((message) => {
      const size = textOf(message) === 'huge' ? 1_500_000 : 10;
      // Random, so that compression does not make it fit.
      const value = crypto.getRandomValues(Buffer.alloc(Math.min(size, 65_536)));
      return ok([
        {
          topic: 'grown',
          key: message.offset,
          value: Buffer.concat(Array(Math.ceil(size / 65_536)).fill(value)),
        },
      ]);
    }),
  });
  await consumer.start();
  await eventually(async () => total(await streams.committed('growing', 'growing')) === 3);
  // What went through beside it may be in the topic twice.
  const sources = (await streams.read('grown')).map((message) => message.key);
  expect(new Set(sources)).toEqual(new Set(['0', '2']));
  const [dead] = await streams.read('growing.dead-letter');
  expect(dead).toMatchObject({ key: 'huge', headers: { 'error-code': 'streams.record-too-large' } });
});

test('while a store is away nothing is committed or dead-lettered, and the partitions are kept; then it goes on', async () => {
  await streams.createTopics(2, 'waiting', 'waiting.dead-letter');
  await streams.producer.sendAll(Array.from({ length: 10 }, (_, n) => record('waiting', `${n}`, `${n}`)));
  let away = true;
  let attempts = 0;
  const done: string[] = [];
  const consumer = streams.consumer({
    group: 'waiting',
    topics: ['waiting'],
    step: async (messages) => {
      attempts += 1;
      if (away) throw errors.storeAway();
      done.push(...messages.map(textOf));
      return messages.map(() => ok());
    },
  });
  await consumer.start();
  await eventually(() => attempts >= 3);
  expect(streams.kit.readiness.conditions['store:waiting']).toBe(false);
  expect(await streams.kit.metrics.text()).toContain('throughline_stream_paused{group="waiting"} 1');
  expect(total(await streams.committed('waiting', 'waiting'))).toBe(0);
  away = false;
  await eventually(async () => total(await streams.committed('waiting', 'waiting')) === 10);
  expect(done.toSorted()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  expect(streams.kit.readiness.conditions['store:waiting']).toBe(true);
  expect(await streams.read('waiting.dead-letter')).toEqual([]);
});

test('stopping does not wait for a store that is away, and loses nothing', async () => {
  await streams.createTopics(1, 'stuck');
  await streams.producer.send(record('stuck', 'k', 'v'));
  let attempts = 0;
  const stuck = streams.consumer({
    group: 'stuck',
    topics: ['stuck'],
    step: async () => {
      attempts += 1;
      throw errors.storeAway();
    },
  });
  await stuck.start();
  await eventually(() => attempts > 0);
  await stuck.stop();
  expect(total(await streams.committed('stuck', 'stuck'))).toBe(0);
  const seen: string[] = [];
  const next = streams.consumer({
    group: 'stuck',
    topics: ['stuck'],
    step: each((message) => {
      seen.push(textOf(message));
      return ok();
    }),
  });
  await next.start();
  await eventually(() => seen.length === 1);
});

test('stopping finishes the batch in hand and commits it', async () => {
  await streams.createTopics(1, 'draining');
  await streams.producer.sendAll(Array.from({ length: 5 }, (_, n) => record('draining', 'k', `${n}`)));
  const began = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  let batch = 0;
  const consumer = streams.consumer({
    group: 'draining',
    topics: ['draining'],
    step: async (messages) => {
      batch = messages.length;
      began.resolve();
      await finish.promise;
      return messages.map(() => ok());
    },
  });
  await consumer.start();
  await began.promise;
  const stopped = consumer.stop();
  finish.resolve();
  await stopped;
  expect(await streams.committed('draining', 'draining')).toEqual([batch]);
});

test('what had its effect when its process was killed, but was not committed, comes again', async () => {
  await streams.createTopics(1, 'again');
  await streams.producer.sendAll(Array.from({ length: 5 }, (_, n) => record('again', 'k', `${n}`)));
  const script = fileURLToPath(new URL('test-killed.ts', import.meta.url));
  const killed = spawn(
    process.execPath,
    [script, streams.brokers.join(','), streams.kafka.topicPrefix, 'again'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  // It tells of its effect, and never commits.
  const effects = await new Promise<string>((resolve) =>
    killed.stdout.once('data', (data) => resolve(`${data}`)),
  );
  killed.kill('SIGKILL');
  const seen: string[] = [];
  const next = streams.consumer({
    group: 'again',
    topics: ['again'],
    step: each((message) => {
      seen.push(textOf(message));
      return ok();
    }),
  });
  await next.start();
  await eventually(() => seen.length === 5);
  expect(effects.trim()).toBe('0 1 2 3 4');
  expect(seen).toEqual(['0', '1', '2', '3', '4']);
});

test('two members share the partitions, and nothing is lost when one comes or goes', async () => {
  await streams.createTopics(4, 'shared');
  const seen = new Map<string, number>();
  const byMember = [0, 0];
  const member = (index: number) =>
    streams.consumer({
      group: 'shared',
      topics: ['shared'],
      step: async (messages) => {
        for (const message of messages) seen.set(textOf(message), (seen.get(textOf(message)) ?? 0) + 1);
        byMember[index] = (byMember[index] ?? 0) + messages.length;
        return messages.map(() => ok());
      },
    });
  let sent = 0;
  const sendSome = async () => {
    await streams.producer.sendAll(
      Array.from({ length: 200 }, () => record('shared', `key ${(sent += 1) % 40}`, `${sent}`)),
    );
  };
  const first = member(0);
  await first.start();
  await sendSome();
  await eventually(() => seen.size === sent);
  const second = member(1);
  const joining = second.start();
  await sendSome();
  await joining;
  await eventually(() => seen.size === sent);
  await sendSome();
  await eventually(() => seen.size === sent);
  expect(byMember[1]).toBeGreaterThan(0);
  const leaving = first.stop();
  await sendSome();
  await leaving;
  await eventually(() => seen.size === sent);
  expect(seen.size).toBe(800);
});

test('what is produced through a slow acknowledgement is never committed before it', async () => {
  await streams.createTopics(1, 'acked', 'acked-out');
  await streams.producer.sendAll(Array.from({ length: 3 }, (_, n) => record('acked', 'k', `${n}`)));
  const slow = createProducer(streams.kafka);
  const asked = Promise.withResolvers<void>();
  const ack = Promise.withResolvers<void>();
  const consumer = streams.consumer({
    group: 'acked',
    topics: ['acked'],
    producer: {
      sendAll: async (records) => {
        asked.resolve();
        await ack.promise;
        return slow.sendAll(records);
      },
    },
    step: each((message) => ok([record('acked-out', 'k', textOf(message))])),
  });
  await consumer.start();
  await asked.promise;
  expect(total(await streams.committed('acked', 'acked'))).toBe(0);
  ack.resolve();
  await eventually(async () => total(await streams.committed('acked', 'acked')) === 3);
  expect((await streams.read('acked-out')).map(textOf)).toEqual(['0', '1', '2']);
  await consumer.stop();
  await slow.close();
});
