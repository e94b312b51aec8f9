import { createAudiences, migrations } from '@throughline/audience';
import type { AudienceDatabase, AudienceTables } from '@throughline/audience';
import { statement } from '@throughline/audience/testing';
import { createDatabase, migrate } from '@throughline/database';
import type { Consent, Score } from '@throughline/schemas';
import { resolvedOf } from '@throughline/schemas/testing';
import { createKit, loadConfig } from '@throughline/service-kit';
import { testStack } from '@throughline/stack/testing';
import { createTestTopics, eventually } from '@throughline/streams/testing';
import type { TestTopics } from '@throughline/streams/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configSchema } from './config.ts';
import { startSegmenter } from './segmenter.ts';
import { consumedTopics } from './step.ts';

const stack = await testStack();
const written = ['consents', 'segments'];
const kit = createKit({ name: 'segmenter' });
let topics: TestTopics;
let database: AudienceDatabase;

beforeAll(async () => {
  const { url } = await stack.createDatabase();
  await migrate({ url, ...migrations });
  database = createDatabase<AudienceTables>({ url, schema: 'audience', applicationName: 'segmenter-test' });
  topics = await createTestTopics(stack, { topics: consumedTopics, listen: written, partitions: 2 });
  const config = loadConfig(configSchema, {
    KAFKA_BROKERS: stack.kafkaBrokers,
    KAFKA_TOPIC_PREFIX: stack.prefix,
    SCHEMA_REGISTRY_URL: stack.registryUrl,
    DATABASE_URL: url,
  });
  await startSegmenter(config, kit);
});
afterAll(async () => {
  await kit.shutdown();
  await topics.close();
  await database.close();
  await stack.cleanUp();
});

async function send<T>(topic: string, key: string, values: ReadonlyArray<T>): Promise<void> {
  const codec = await topics.codecs.of<T>(topic);
  await topics.producer.sendAll(values.map((value) => ({ topic, key, value: codec.encode(value) })));
}

const keysHeard = (topic: string) => topics.heardIn(topic).map(({ key }) => key);

test('a consent and a score become a consent and segments, once', async () => {
  const now = Date.now();
  const grant = resolvedOf({ interactionId: 'i1', occurredAt: now, consents: [statement()] });
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
  const [consent] = await topics.decodedIn<Consent>('consents');
  expect(consent?.content).toMatchObject({
    customerId: 'customer-a',
    state: 'granted',
    version: 1,
  });
  const segments = await createAudiences(database).membershipsOf('customer-a');
  expect(segments.map(({ segmentId }) => segmentId)).toEqual(['recently-active']);
});
