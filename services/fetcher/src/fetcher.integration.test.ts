import type { AddressInfo } from 'node:net';
import {
  createConnections,
  migrations as connectionsMigrations,
  parseKeyRing,
} from '@throughline/connections';
import type { ConnectionsTables } from '@throughline/connections';
import { createDatabase, migrate, type Database } from '@throughline/database';
import { migrations, type FollowingTables } from '@throughline/following';
import { createSimulator } from '@throughline/platforms/simulators/8x8';
import { decodeRawHeaders, migrations as rawMigrations, type RawRecord } from '@throughline/raw';
import type { FetchRequest } from '@throughline/schemas';
import { createKit, loadConfig } from '@throughline/service-kit';
import { testStack } from '@throughline/stack/testing';
import { createTestTopics, eventually, type TestTopics } from '@throughline/streams/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configSchema } from './config.ts';
import { startFetcher } from './fetcher.ts';

const KEYS = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const stack = await testStack();
const simulator = createSimulator({ tenant: 't1', username: 'api', password: 'password' });
const kit = createKit({ name: 'fetcher' });
let streams: TestTopics;
let database: Database<FollowingTables>;
let good = '';
let unconfigured = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => simulator.server.listen(0, '127.0.0.1', resolve));
  const clusterUrl = `http://127.0.0.1:${(simulator.server.address() as AddressInfo).port}`;
  const { url } = await stack.createDatabase();
  for (const each of [connectionsMigrations, rawMigrations, migrations]) await migrate({ url, ...each });
  database = createDatabase<FollowingTables>({ url, schema: migrations.schema, applicationName: 'test' });
  const keyed = createDatabase<ConnectionsTables>({
    url,
    schema: connectionsMigrations.schema,
    applicationName: 'test',
  });
  const connections = createConnections({ database: keyed, keys: parseKeyRing(KEYS) });
  const create = async (settings: object) =>
    (
      await connections.createSource({
        platform: '8x8',
        name: '8x8',
        settings: { pathSecret: 'x'.repeat(20), ...settings },
      })
    ).id;
  good = await create({ clusterUrl, tenant: 't1', username: 'api', password: 'password' });
  unconfigured = await create({});
  await keyed.close();
  streams = await createTestTopics(stack, { topics: ['fetch.requests'], listen: ['raw.tickets'] });
  const config = loadConfig(configSchema, {
    KAFKA_BROKERS: stack.kafkaBrokers,
    KAFKA_TOPIC_PREFIX: stack.prefix,
    SCHEMA_REGISTRY_URL: stack.registryUrl,
    DATABASE_URL: url,
    CONNECTIONS_KEYS: KEYS,
    OPENSEARCH_URL: stack.openSearchUrl,
    OPENSEARCH_INDEX_PREFIX: `${stack.prefix}fetcher`,
    EDGE_PUBLIC_URL: 'https://edge.example.com',
    ALLOW_PRIVATE_ADDRESSES: 'true',
  });
  await startFetcher(config, kit);
});
afterAll(async () => {
  await kit.shutdown();
  await streams.close();
  await database.close();
  await stack.cleanUp();
  simulator.server.close();
});

async function ask(objectType: string, objectId: string, times = 1, sourceId = good): Promise<void> {
  const codec = await streams.codecs.of<FetchRequest>('fetch.requests');
  const value = codec.encode({
    platform: '8x8',
    sourceId,
    family: 'tickets',
    objectType,
    objectId,
    change: 'changed',
    parameters: {},
    requestedAt: Date.now(),
    lane: 'live',
    digest: 'd'.repeat(64),
    deliveryId: `${objectType}-${objectId}`,
  });
  const key = `${sourceId}/${objectType}/${objectId}`;
  await streams.producer.sendAll(
    Array.from({ length: times }, () => ({ topic: 'fetch.requests', key, value })),
  );
}

const brought = (object: string): RawRecord[] =>
  streams
    .heardIn('raw.tickets')
    .map((message) => decodeRawHeaders(message))
    .filter((record) => record.headers['x-fetch-object'] === object);

const job = (objectId: string, sourceId = good) =>
  database.kysely
    .selectFrom('jobs')
    .selectAll()
    .where('object_id', '=', objectId)
    .where('source_id', '=', sourceId)
    .executeTakeFirst();
const isState =
  (objectId: string, state: string, sourceId = good) =>
  async () =>
    (await job(objectId, sourceId))?.state === state;

test('a pointer is followed, and the object goes in as a raw record that names who asked', async () => {
  await ask('case', '67890');
  await eventually(() => brought('case/67890').length === 1);
  const [record] = brought('case/67890');
  expect(record).toMatchObject({ method: 'FETCH', verification: 'vendor-api', platform: '8x8' });
  expect(record?.headers['x-fetch-asked-by']).toBe('d'.repeat(64));
  expect(Buffer.from(record?.body ?? []).toString()).toContain('Parcel 1042 damaged');
});

test('a hundred notifications of one object bring it once', async () => {
  const before = simulator.requests();
  await ask('task', '77', 100);
  await eventually(isState('77', 'done'));
  // Done is done, but the listener hears of it in its own time.
  await eventually(() => brought('task/77').length > 0);
  expect(brought('task/77')).toHaveLength(1);
  expect(simulator.requests() - before).toBeLessThan(10);
});

test('what changed since is brought again, what did not is not', async () => {
  await ask('customer', '10000052');
  await eventually(isState('10000052', 'done'));
  await ask('customer', '10000052');
  await eventually(async () => Number((await job('10000052'))?.generation) === 2);
  await eventually(isState('10000052', 'done'));
  await eventually(() => brought('customer/10000052').length > 0);
  expect(brought('customer/10000052')).toHaveLength(1);
  simulator.put('Customer', '10000052', { FIRSTNAME: 'Ana', LASTNAME: 'Souza', EMAIL: 'ana@example.net' });
  await ask('customer', '10000052');
  await eventually(() => brought('customer/10000052').length === 2);
});

test('an object that is gone is told as gone', async () => {
  simulator.remove('FollowUp', '501');
  await ask('followup', '501');
  await eventually(() => brought('followup/501').length === 1);
  expect(brought('followup/501')[0]?.headers['x-fetch-found']).toBe('false');
});

test('what was written before its replica died is written again as the same revision', async () => {
  simulator.put('Case', '90', { SUBJECT: 'first' });
  await ask('case', '90');
  await eventually(isState('90', 'done'));
  const forget = { state: 'waiting', content_hash: null, due_at: new Date(0) };
  await database.kysely.updateTable('jobs').set(forget).where('object_id', '=', '90').execute();
  await ask('case', '90');
  await eventually(() => brought('case/90').length === 2);
  await eventually(isState('90', 'done'));
  simulator.put('Case', '90', { SUBJECT: 'second' });
  await ask('case', '90');
  await eventually(() => brought('case/90').length === 3);
  const [first, again, changed] = brought('case/90').map(({ receivedAt }) => receivedAt);
  expect(again).toBe(first);
  expect(changed).toBeGreaterThan(Number(first));
});

test('a vendor that is away is asked again, and delays no other source', async () => {
  simulator.put('Task', '78', { SUBJECT: 'later' });
  simulator.fail(503, 1);
  await ask('task', '78');
  await ask('case', '1', 1, unconfigured);
  await eventually(isState('1', 'failed', unconfigured));
  expect((await job('1', unconfigured))?.error_code).toBe('8x8.not-configured');
  await eventually(() => brought('task/78').length === 1);
  await eventually(isState('78', 'done'));
});
