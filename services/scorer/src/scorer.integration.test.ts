import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase, migrate } from '@throughline/database';
import type { IdentifierAssignment, ResolvedInteraction, Score } from '@throughline/schemas';
import { createScores, migrations } from '@throughline/scoring';
import type { ScoringDatabase, ScoringTables } from '@throughline/scoring';
import { identifierAssignment, resolvedInteraction } from '@throughline/scoring/testing';
import { createKit, loadConfig } from '@throughline/service-kit';
import type { Kit } from '@throughline/service-kit';
import { testStack } from '@throughline/stack/testing';
import { createTestTopics, eventually } from '@throughline/streams/testing';
import type { TestTopics } from '@throughline/streams/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configSchema } from './config.ts';
import { startScorer } from './scorer.ts';

const stack = await testStack();
const consumed = ['interactions.resolved', 'customers.identifiers', 'customers.identity'];
const written = ['scores', 'signals'];
let topics: TestTopics;
let admin: ReturnType<ReturnType<TestTopics['kafka']['client']>['admin']>;
let database: ScoringDatabase;
let url = '';

beforeAll(async () => {
  ({ url } = await stack.createDatabase());
  await migrate({ url, ...migrations });
  database = createDatabase<ScoringTables>({ url, schema: 'scoring', applicationName: 'scorer-test' });
  topics = await createTestTopics(stack, { topics: consumed, listen: written });
  admin = topics.kafka.client().admin();
  await admin.connect();
});
afterAll(async () => {
  await admin.disconnect();
  await topics.close();
  await database.close();
  await stack.cleanUp();
});

async function start(): Promise<Kit> {
  const kit = createKit({ name: 'scorer' });
  const config = loadConfig(configSchema, {
    KAFKA_BROKERS: stack.kafkaBrokers,
    KAFKA_TOPIC_PREFIX: stack.prefix,
    SCHEMA_REGISTRY_URL: stack.registryUrl,
    DATABASE_URL: url,
  });
  await startScorer(config, kit);
  return kit;
}

/** Whether the scorer has committed everything and its outbox is empty. */
async function settled(): Promise<boolean> {
  const committed = await admin.fetchOffsets({
    groupId: `${stack.prefix}scorer`,
    topics: consumed.map((t) => stack.prefix + t),
  });
  for (const { topic, partitions } of committed) {
    const ends = new Map(
      (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, high]),
    );
    if (
      partitions.some(
        ({ partition, offset }) => ends.get(partition) !== '0' && ends.get(partition) !== offset,
      )
    )
      return false;
  }
  const { rows } = await database.pool.query<{ waiting: number }>(
    'select count(*) as waiting from scoring.outbox',
  );
  return rows[0]?.waiting === 0;
}

const send = async (interactions: ResolvedInteraction[], assignments: IdentifierAssignment[] = []) => {
  const [resolved, identifiers] = await Promise.all([
    topics.codecs.of<ResolvedInteraction>('interactions.resolved'),
    topics.codecs.of<IdentifierAssignment>('customers.identifiers'),
  ]);
  await topics.producer.sendAll([
    ...interactions.map((value) => ({
      topic: 'interactions.resolved',
      key: value.customerId,
      value: resolved.encode(value),
    })),
    ...assignments.map((value) => ({
      topic: 'customers.identifiers',
      key: value.identifier,
      value: identifiers.encode(value),
    })),
  ]);
};

const scoresHeard = async (customerId: string) =>
  (await topics.decodedIn<Score>('scores'))
    .filter(({ key }) => key === customerId)
    .map(({ content }) => content);

test('a hundred deliveries, a merge, and the whole topics once more: each score is announced once for each change', async () => {
  const occurredAt = Date.now() - 60_000;
  const click = resolvedInteraction({ interactionId: 'i1', event: 'cta_clicked', occurredAt });
  const other = resolvedInteraction(
    { interactionId: 'i2', event: 'downloaded', occurredAt },
    { anchor: 'phone:+4915112345678', customerId: 'customer-b' },
  );
  const first = await start();
  await send(Array.from({ length: 100 }, () => click));
  await send([other]);
  await eventually(async () => (await scoresHeard('customer-b')).length === 1 && (await settled()));
  expect(await scoresHeard('customer-a')).toMatchObject([{ version: 1, value: 30, contributions: 1 }]);

  await send([], [identifierAssignment('email:a@example.com', 'customer-b', 2)]);
  await eventually(
    async () =>
      (await scoresHeard('customer-b')).length === 2 && (await scoresHeard('customer-a')).length === 2,
  );
  expect((await scoresHeard('customer-b')).at(-1)).toMatchObject({
    version: 2,
    value: 50,
    byRule: { cta: 30, download: 20 },
  });
  expect((await scoresHeard('customer-a')).at(-1)).toMatchObject({ version: 2, value: 0 });
  await eventually(settled);
  await first.shutdown();

  const before = topics.heard.length;
  await admin.deleteGroups([`${stack.prefix}scorer`]);
  const second = await start();
  await eventually(settled);
  await sleep(500);
  await second.shutdown();
  expect(topics.heard.length).toBe(before);
  expect(await createScores(database).scoreOf('customer-b')).toMatchObject({ version: 2, value: 50 });
  expect(topics.heardIn('signals')).toHaveLength(2);
});

test('what cannot be read is set aside, and the next one scores', async () => {
  const kit = await start();
  await topics.producer.send({
    topic: 'interactions.resolved',
    key: 'customer-c',
    value: Buffer.from('not Avro'),
  });
  await send([
    resolvedInteraction({ interactionId: 'i3' }, { anchor: 'email:c@example.com', customerId: 'customer-c' }),
  ]);
  await eventually(async () => (await scoresHeard('customer-c')).length === 1);
  const ends = await admin.fetchTopicOffsets(`${stack.prefix}interactions.resolved.dead-letter`);
  expect(ends.reduce((total, { high }) => total + Number(high), 0)).toBe(1);
  await kit.shutdown();
});
