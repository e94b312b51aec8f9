import { randomBytes } from 'node:crypto';
import { createArchive, type Archive } from '@throughline/archive';
import { rawSample, sample } from '@throughline/archive/testing';
import { createDatabase, migrate } from '@throughline/database';
import { createBodyStore, digestOf, encodeRaw, migrations, type RawTables } from '@throughline/raw';
import type { ResolvedInteraction } from '@throughline/schemas';
import { createKit, loadConfig, type Kit } from '@throughline/service-kit';
import { testStack } from '@throughline/stack/testing';
import type { Codec } from '@throughline/streams';
import { createTestTopics, type TestTopics } from '@throughline/streams/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { configSchema } from './config.ts';
import { start } from './start.ts';

const RAW = 'raw.messaging';
const RESOLVED = 'interactions.resolved';

const stack = await testStack();
const { url: databaseUrl } = await stack.createDatabase();
const environment = {
  KAFKA_BROKERS: stack.kafkaBrokers,
  KAFKA_TOPIC_PREFIX: stack.prefix,
  SCHEMA_REGISTRY_URL: stack.registryUrl,
  OPENSEARCH_URL: stack.openSearchUrl,
  OPENSEARCH_INDEX_PREFIX: `${stack.prefix}archiver`,
  DATABASE_URL: databaseUrl,
  ARCHIVER_RAW_TOPICS: RAW,
};
let topics: TestTopics;
let codec: Codec<ResolvedInteraction>;
let archive: Archive;
let kit: Kit;

async function startArchiver(changes: Partial<typeof environment> = {}): Promise<Kit> {
  const started = createKit({ name: 'archiver' });
  await start(started, loadConfig(configSchema, { ...environment, ...changes }));
  return started;
}

const sendResolved = (...records: ReadonlyArray<ResolvedInteraction>) =>
  topics.producer.sendAll(
    records.map((record) => ({ topic: RESOLVED, key: record.customerId, value: codec.encode(record) })),
  );
const eventually = (assertion: () => Promise<void>) =>
  vi.waitFor(assertion, { timeout: 20_000, interval: 50 });
const found = async (q: string) => (await archive.search({ q })).items;

async function deadLetters(topic: string, count: number): Promise<ReadonlyArray<Record<string, string>>> {
  const letters = () => topics.heardIn(`${topic}.dead-letter`);
  await eventually(async () => expect(letters()).toHaveLength(count));
  return letters().map(({ headers }) => headers);
}

beforeAll(async () => {
  topics = await createTestTopics(stack, {
    topics: [RAW, RESOLVED],
    listen: [`${RAW}.dead-letter`, `${RESOLVED}.dead-letter`],
  });
  codec = await topics.codecs.of(RESOLVED);
  await migrate({ url: databaseUrl, ...migrations });
  archive = createArchive({ url: stack.openSearchUrl, indexPrefix: environment.OPENSEARCH_INDEX_PREFIX });
  kit = await startArchiver();
});

afterAll(async () => {
  await kit.shutdown();
  await topics.close();
  await archive.close();
  await stack.cleanUp();
});

test('a resolved interaction is searchable within two seconds, once, however often it comes', async () => {
  await eventually(async () =>
    expect(kit.readiness.conditions).toMatchObject({ archive: true, registry: true }),
  );
  await sendResolved(sample('first', { text: 'warmup' }));
  await eventually(async () => expect(await found('warmup')).toHaveLength(1));
  const began = Date.now();
  await sendResolved(...Array.from({ length: 100 }, () => sample('second', { text: 'promptly' })));
  await eventually(async () => expect(await found('promptly')).toHaveLength(1));
  expect(Date.now() - began).toBeLessThan(2000);
});

test('poison is dead-lettered with its code, and what comes after goes through', async () => {
  const broken = sample('broken', {});
  const idless = { ...broken, interaction: { ...broken.interaction, documentId: 'none' } };
  await topics.producer.sendAll([
    { topic: RESOLVED, key: 'cus_1', value: Buffer.from('not avro') },
    { topic: RESOLVED, key: 'cus_1', value: Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3]) },
    { topic: RESOLVED, key: 'cus_1', value: codec.encode(idless) },
    { topic: RESOLVED, key: 'cus_1', value: null },
  ]);
  await sendResolved(sample('after-poison', { text: 'unharmed' }));
  await eventually(async () => expect(await found('unharmed')).toHaveLength(1));
  const letters = await deadLetters(RESOLVED, 3);
  const codes = letters.map((headers) =>
    Object.values(headers).find((value) => /^(streams|archive)\./.test(value)),
  );
  expect(codes).toContain('archive.document-invalid');
  expect(codes.filter((code) => code?.startsWith('streams.'))).toHaveLength(2);
});

test('raw records are kept byte for byte, large ones brought from PostgreSQL', async () => {
  const database = createDatabase<RawTables>({ url: databaseUrl, schema: 'raw', applicationName: 'test' });
  const small = rawSample(Buffer.from('Body=hello\xff', 'latin1'));
  const large = rawSample(randomBytes(3_000_000));
  const lost = rawSample(randomBytes(1_000_000));
  await createBodyStore(database).put(large.digest, large.body);
  await database.close();
  const records = [small, lost, large, small].map((record) => ({ topic: RAW, ...encodeRaw(record) }));
  await topics.producer.sendAll([{ topic: RAW, key: 'x', value: Buffer.from('no headers') }, ...records]);
  for (const record of [small, large]) {
    await eventually(async () => expect(await archive.raw(record.digest)).toBeDefined());
    const back = await archive.raw(record.digest, { receivedAt: record.receivedAt });
    expect(back && digestOf(back)).toBe(record.digest);
    expect(back?.position?.topic).toBe(RAW);
  }
  const letters = await deadLetters(RAW, 2);
  expect(JSON.stringify(letters)).toContain('raw.header-missing');
  expect(JSON.stringify(letters)).toContain('raw.body-missing');
});

test('after a restart it goes on where it stopped', async () => {
  await kit.shutdown();
  await sendResolved(sample('while-away', { text: 'patience' }));
  kit = await startArchiver();
  await eventually(async () => expect(await found('patience')).toHaveLength(1));
});

test('with the archive away the start waits, not ready, and ends when told to', async () => {
  const waiting = createKit({ name: 'archiver' });
  const starting = start(
    waiting,
    loadConfig(configSchema, { ...environment, OPENSEARCH_URL: 'http://127.0.0.1:9' }),
  );
  const ended = starting.then(
    () => 'started',
    () => 'ended',
  );
  await eventually(async () => expect(waiting.readiness.conditions).toMatchObject({ archive: false }));
  expect(waiting.readiness.ready).toBe(false);
  await waiting.shutdown();
  expect(await ended).toBe('ended');
});
