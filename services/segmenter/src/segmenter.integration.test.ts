import { setTimeout as sleep } from 'node:timers/promises';
import { createAudiences, migrations } from '@throughline/audience';
import type { AudienceDatabase, AudienceTables } from '@throughline/audience';
import { resolvedInteraction, statement } from '@throughline/audience/testing';
import { createDatabase, migrate } from '@throughline/database';
import { deadLetterTopic, topics } from '@throughline/schemas';
import type { Consent, Score, SegmentMembership } from '@throughline/schemas';
import { createKit, loadConfig } from '@throughline/service-kit';
import { testStack } from '@throughline/stack/testing';
import {
  createCodecs,
  createConsumer,
  createKafka,
  createProducer,
  decoded,
  ensureTopics,
  ok,
  registerSchemas,
} from '@throughline/streams';
import type { Decoded } from '@throughline/streams';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configSchema } from './config.ts';
import { startSegmenter } from './segmenter.ts';
import { consumedTopics } from './step.ts';

const stack = await testStack();
const written = ['consents', 'segments'];
const used = [...consumedTopics, ...written];
const kit = createKit({ name: 'segmenter' });
const kafka = createKafka({
  brokers: stack.kafkaBrokers.split(','),
  clientId: 'segmenter-test',
  topicPrefix: stack.prefix,
  log: kit.log,
});
const producer = createProducer(kafka);
const codecs = createCodecs({ registryUrl: stack.registryUrl, topicPrefix: stack.prefix });
const heard: Array<Decoded<Consent | SegmentMembership>> = [];
let database: AudienceDatabase;

beforeAll(async () => {
  const { url } = await stack.createDatabase();
  await migrate({ url, ...migrations });
  database = createDatabase<AudienceTables>({ url, schema: 'audience', applicationName: 'segmenter-test' });
  const needed = topics.filter(({ name }) =>
    [...used, ...consumedTopics.map(deadLetterTopic)].includes(name),
  );
  const small = needed.map((topic) => ({ ...topic, partitions: 2 }));
  await ensureTopics(kafka, small, { replicationFactor: 1 });
  await registerSchemas({ registryUrl: stack.registryUrl, topicPrefix: stack.prefix, only: used });
  const config = loadConfig(configSchema, {
    KAFKA_BROKERS: stack.kafkaBrokers,
    KAFKA_TOPIC_PREFIX: stack.prefix,
    SCHEMA_REGISTRY_URL: stack.registryUrl,
    DATABASE_URL: url,
  });
  const reader = createConsumer({
    kafka,
    kit,
    producer,
    group: 'reader',
    topics: written,
    step: decoded<Consent | SegmentMembership>(
      {
        consents: await codecs.of<Consent>('consents'),
        segments: await codecs.of<SegmentMembership>('segments'),
      },
      async (messages) => {
        heard.push(...messages);
        return messages.map(() => ok());
      },
    ),
  });
  kit.onShutdown('reader', () => reader.stop());
  await Promise.all([reader.start(), startSegmenter(config, kit)]);
});
afterAll(async () => {
  await kit.shutdown();
  await producer.close();
  await database.close();
  await stack.cleanUp();
});

async function send<T>(topic: string, key: string, values: ReadonlyArray<T>): Promise<void> {
  const codec = await codecs.of<T>(topic);
  await producer.sendAll(values.map((value) => ({ topic, key, value: codec.encode(value) })));
}

async function eventually(holds: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('It did not come to that in 30 s');
    await sleep(50);
  }
}

const keysHeard = (topic: string) => heard.filter((message) => message.topic === topic).map(({ key }) => key);

test('a consent and a score become a consent and segments, once', async () => {
  const now = Date.now();
  const grant = resolvedInteraction({ interactionId: 'i1', occurredAt: now, consents: [statement()] });
  const score: Score = {
    customerId: 'customer-a',
    version: 1,
    value: 100,
    asOf: now,
    halfLifeDays: 30,
    contributions: 4,
    lastContributionAt: now,
    byRule: {},
  };
  await send(
    'interactions.resolved',
    'customer-a',
    Array.from({ length: 100 }, () => grant),
  );
  await send('scores', 'customer-a', [score, score]);
  await eventually(
    () => keysHeard('segments').includes('customer-a|hot-leads') && keysHeard('consents').length > 0,
  );
  await send('scores', 'customer-a', [{ ...score, version: 2, value: 1 }]);
  await eventually(() => keysHeard('segments').filter((key) => key === 'customer-a|hot-leads').length === 2);

  expect(keysHeard('consents')).toEqual(['email:a@example.com|marketing']);
  expect(heard.find(({ topic }) => topic === 'consents')?.content).toMatchObject({
    customerId: 'customer-a',
    state: 'granted',
    version: 1,
  });
  const segments = await createAudiences(database).segmentsOf('customer-a');
  expect(segments.map(({ segmentId }) => segmentId)).toEqual(['recently-active']);
});
