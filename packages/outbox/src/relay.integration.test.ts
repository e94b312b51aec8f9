import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createDatabase, migrate, type Database } from '@throughline/database';
import { createProducer, type OutgoingRecord } from '@throughline/streams';
import { eventually } from '@throughline/streams/testing';
import { testStack, type TestStack } from '../../stack/src/testing.ts';
import { createTestStreams, type TestStreams } from '../../streams/src/test-streams.ts';
import { createRelay, enqueue, outboxTable, type OutboxTables, type Relay } from './index.ts';

let stack: TestStack;
let streams: TestStreams;
let database: Database<OutboxTables>;
let url: string;
const relays: Relay[] = [];

beforeAll(async () => {
  stack = await testStack();
  streams = await createTestStreams();
  ({ url } = await stack.createDatabase());
  const directory = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'outbox-'))}/`);
  await writeFile(new URL('0001_outbox.sql', directory), outboxTable('room'));
  await migrate({ url, schema: 'room', directory });
  await rm(directory, { recursive: true });
  database = createDatabase<OutboxTables>({ url, schema: 'room', applicationName: 'outbox-test' });
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
  await database.kysely.deleteFrom('outbox').execute();
});
afterAll(async () => {
  await streams.close();
  await database.close();
  await stack.cleanUp();
});

const startRelay = (options: Partial<Parameters<typeof createRelay>[0]> = {}): Relay => {
  const relay = createRelay({
    database,
    producer: streams.producer,
    kit: streams.kit,
    standbyMs: 50,
    ...options,
  });
  relays.push(relay);
  relay.start();
  return relay;
};
const numbered = (topic: string, key: string, numbers: ReadonlyArray<number>): OutgoingRecord[] =>
  numbers.map((n) => ({ topic, key, value: Buffer.from(`${n}`), headers: { version: `${n}` } }));
const announce = (records: ReadonlyArray<OutgoingRecord>) =>
  database.transaction((trx) => enqueue(trx, records));
const pending = async () => (await database.kysely.selectFrom('outbox').select('id').execute()).length;
const numbersIn = async (topic: string) => (await streams.read(topic)).map(({ value }) => Number(value));
const firstSeen = (numbers: ReadonlyArray<number>) => [...new Set(numbers)];
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

test('what a transaction announces is published after its commit, in order, and gone from the table', async () => {
  await streams.createTopics(3, 'announced');
  startRelay();
  await announce([
    ...numbered('announced', 'a', upTo(100)),
    { topic: 'announced', key: 'erased', value: null, headers: { traceparent: '00-x' } },
  ]);
  await eventually(async () => (await pending()) === 0);
  const messages = await streams.read('announced');
  const ofA = messages.filter(({ key }) => key === 'a');
  expect(ofA.map(({ value }) => Number(value))).toEqual(upTo(100));
  expect(ofA[7]?.headers).toEqual({ version: '7' });
  expect(messages.find(({ key }) => key === 'erased')).toMatchObject({
    value: null,
    headers: { traceparent: '00-x' },
  });
});

test('what a transaction that rolls back announced is never published', async () => {
  await streams.createTopics(1, 'rolled-back');
  startRelay();
  const mistake = database.transaction(async (trx) => {
    await enqueue(trx, numbered('rolled-back', 'k', [1]));
    throw new Error('mistake');
  });
  await expect(mistake).rejects.toThrow('mistake');
  await announce(numbered('rolled-back', 'k', [2]));
  await eventually(async () => (await pending()) === 0);
  expect(await numbersIn('rolled-back')).toEqual([2]);
});

test('a commit wakes the relay: no one waits for the poll', async () => {
  await streams.createTopics(1, 'woken');
  startRelay({ pollMs: 1_000_000 });
  for (const n of upTo(5)) {
    await announce(numbered('woken', 'k', [n]));
    await eventually(async () => (await pending()) === 0);
  }
  expect(await numbersIn('woken')).toEqual(upTo(5));
});

test('killed between publishing and deleting, it publishes again: duplicates, in order, and no loss', async () => {
  await streams.createTopics(1, 'killed');
  let kills = 0;
  startRelay({
    producer: {
      sendAll: async (records) => {
        await streams.producer.sendAll(records);
        if ((kills += 1) > 1) return;
        await database.pool.query(
          `select pg_terminate_backend(pid, 5000) from pg_locks where locktype = 'advisory'
              and database = (select oid from pg_database where datname = current_database())`,
        );
      },
    },
  });
  await announce(numbered('killed', 'k', upTo(50)));
  await eventually(async () => (await pending()) === 0);
  const numbers = await numbersIn('killed');
  expect(numbers).toEqual([...upTo(50), ...upTo(50)]);
});

test('of two relays one works; when it goes the other takes over, without loss', async () => {
  await streams.createTopics(1, 'two');
  const counts = [0, 0];
  const counting = (index: number) => ({
    sendAll: (records: ReadonlyArray<OutgoingRecord>) => {
      counts[index] = (counts[index] ?? 0) + records.length;
      return streams.producer.sendAll(records);
    },
  });
  const first = startRelay({ producer: counting(0) });
  await announce(numbered('two', 'k', [0]));
  await eventually(async () => (await pending()) === 0);
  startRelay({ producer: counting(1) });
  await announce(numbered('two', 'k', [1, 2, 3]));
  await eventually(async () => (await pending()) === 0);
  expect(counts).toEqual([4, 0]);
  await first.stop();
  await announce(numbered('two', 'k', [4, 5]));
  await eventually(async () => (await pending()) === 0);
  expect(counts).toEqual([4, 2]);
  expect(await numbersIn('two')).toEqual(upTo(6));
});

test('changes of one entity by many writers are published in the order of their versions', async () => {
  await streams.createTopics(4, 'versions');
  await database.pool.query('create table room.entity (id int primary key, version bigint not null)');
  await database.pool.query('insert into room.entity select n, 0 from generate_series(0, 4) as n');
  startRelay();
  const change = (id: number) =>
    database.transaction(async (trx) => {
      const { rows } = await sql<{ version: number }>`
        update room.entity set version = version + 1 where id = ${id} returning version`.execute(trx);
      await enqueue(trx, numbered('versions', `entity ${id}`, [rows[0]?.version ?? -1]));
    });
  await Promise.all(upTo(200).map((n) => change(n % 5)));
  await eventually(async () => (await pending()) === 0);
  const messages = await streams.read('versions');
  for (const id of upTo(5)) {
    const versions = messages.filter(({ key }) => key === `entity ${id}`).map(({ value }) => Number(value));
    expect(firstSeen(versions)).toEqual(upTo(40).map((n) => n + 1));
  }
});

test('while Kafka is away everything stays in the table; then it goes out in order', async () => {
  await streams.createTopics(1, 'away');
  const { proxy, kafka } = await streams.proxied('outbox-away');
  const producer = createProducer(kafka, { retries: 1 });
  await proxy.cut();
  const failed = Promise.withResolvers<void>();
  startRelay({
    producer: {
      sendAll: (records) =>
        producer.sendAll(records).catch((error: unknown) => {
          failed.resolve();
          throw error;
        }),
    },
  });
  await announce(numbered('away', 'k', upTo(10)));
  await failed.promise;
  expect(await pending()).toBe(10);
  await proxy.restore();
  await eventually(async () => (await pending()) === 0);
  expect(firstSeen(await numbersIn('away'))).toEqual(upTo(10));
  await producer.close();
  await proxy.close();
});

test('a record that Kafka refuses stays, marked, and the others go through', async () => {
  await streams.createTopics(1, 'refusing');
  const huge = Buffer.alloc(1_500_000);
  for (let at = 0; at < huge.length; at += 50_000) crypto.getRandomValues(huge.subarray(at, at + 50_000));
  startRelay();
  await announce([
    ...numbered('refusing', 'k', [1]),
    { topic: 'refusing', key: 'k', value: huge },
    ...numbered('refusing', 'k', [2]),
  ]);
  await eventually(async () => (await pending()) === 1);
  await announce(numbered('refusing', 'k', [3]));
  await eventually(async () => (await pending()) === 1);
  expect(firstSeen(await numbersIn('refusing'))).toEqual([1, 2, 3]);
  const [row] = await database.kysely.selectFrom('outbox').select('headers').execute();
  expect(row?.headers).toEqual({ 'outbox-refused': 'streams.record-too-large' });
});

test('a record without a key is refused before it is announced', async () => {
  await expect(announce([{ topic: 'any', key: null, value: null }])).rejects.toMatchObject({
    code: 'outbox.key-missing',
  });
});
