import {
  createConnections,
  migrations as connectionsMigrations,
  parseKeyRing,
} from '@throughline/connections';
import type { ConnectionsTables } from '@throughline/connections';
import { createDatabase, migrate } from '@throughline/database';
import { platforms } from '@throughline/platforms';
import {
  createBodyStore,
  encodeRaw,
  migrations as rawMigrations,
  sealRecord,
  type RawTables,
} from '@throughline/raw';
import { families, rawTopic, type Family, type FetchRequest, type Interaction } from '@throughline/schemas';
import { createKit, loadConfig } from '@throughline/service-kit';
import { testStack } from '@throughline/stack/testing';
import { createTestTopics, eventually, type TestTopics } from '@throughline/streams/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configSchema } from './config.ts';
import { startNormalizer } from './normalizer.ts';

const KEYS = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const stack = await testStack();
const kit = createKit({ name: 'normalizer' });
let streams: TestTopics;
let databaseUrl = '';
let slackId = '';

beforeAll(async () => {
  ({ url: databaseUrl } = await stack.createDatabase());
  await migrate({ url: databaseUrl, ...connectionsMigrations });
  await migrate({ url: databaseUrl, ...rawMigrations });
  const database = createDatabase<ConnectionsTables>({
    url: databaseUrl,
    schema: connectionsMigrations.schema,
    applicationName: 'test',
  });
  const connections = createConnections({ database, keys: parseKeyRing(KEYS) });
  const source = await connections.createSource({
    platform: 'slack',
    name: 'Slack',
    settings: { signingSecret: 'secret', members: 'agents' },
  });
  slackId = source.id;
  await database.close();
  streams = await createTestTopics(stack, {
    topics: families.map(rawTopic),
    listen: [
      'interactions.normalized',
      'fetch.requests',
      ...families.map((family) => `${rawTopic(family)}.dead-letter`),
    ],
  });
  const config = loadConfig(configSchema, {
    KAFKA_BROKERS: stack.kafkaBrokers,
    KAFKA_TOPIC_PREFIX: stack.prefix,
    SCHEMA_REGISTRY_URL: stack.registryUrl,
    DATABASE_URL: databaseUrl,
    CONNECTIONS_KEYS: KEYS,
    NORMALIZER_INTERNAL_DOMAINS: 'example-shop.com',
  });
  await startNormalizer(config, kit);
});
afterAll(async () => {
  await kit.shutdown();
  await streams.close();
  await stack.cleanUp();
});

interface Given {
  readonly platform: string;
  readonly body: string | Uint8Array;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sourceId?: string;
  readonly method?: string;
}

const recordOf = ({ platform, body, url, headers, sourceId, method }: Given, deliveryId: string) => {
  const { family } = platforms.get(platform).manifest;
  return sealRecord({
    platform,
    sourceId: sourceId ?? 'src_deleted',
    family,
    method: method ?? 'POST',
    url: url ?? `https://edge.example.com/webhooks/${platform}/src_deleted`,
    headers: headers ?? { 'content-type': 'application/json' },
    body: Buffer.from(body),
    receivedAt: Date.now(),
    deliveryId,
    key: deliveryId,
    verification: 'signature',
  });
};

async function deliver(given: Given, deliveryId: string): Promise<void> {
  const record = recordOf(given, deliveryId);
  await streams.producer.send({ topic: rawTopic(record.family as Family), ...encodeRaw(record) });
}

const interactions = async (): Promise<ReadonlyArray<Interaction>> =>
  (await streams.decodedIn<Interaction>('interactions.normalized')).flatMap(({ content }) => content ?? []);
const from = async (deliveryId: string) =>
  (await interactions()).filter((one) => one.provenance.deliveryId === deliveryId);

test("every platform's samples become interactions or pointers that tell their origin", async () => {
  const now = new Date();
  const sent = platforms.all().flatMap((platform) =>
    platform.samples(now).map((sample, index) => ({
      platform: platform.manifest.id,
      sample,
      id: `${platform.manifest.id}-${index}`,
    })),
  );
  for (const { platform, sample, id } of sent) {
    const url = `https://edge.example.com/webhooks/${platform}/src_deleted${platform === '8x8' ? '/masked' : ''}${sample.path}`;
    await deliver({ platform, body: sample.body, headers: sample.headers, url, method: sample.method }, id);
  }
  await eventually(async () => {
    const read = new Set((await interactions()).map((one) => one.provenance.deliveryId));
    for (const { content } of await streams.decodedIn<FetchRequest>('fetch.requests'))
      if (content !== null) read.add(content.deliveryId);
    return sent.every(({ id }) => read.has(id));
  }, 'every sample was read');
  const [sms] = await from('twilio-0');
  expect(sms?.provenance).toMatchObject({ topic: 'raw.messaging', verification: 'signature' });
  expect(sms?.provenance.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(sms?.provenance.offset).toBeGreaterThanOrEqual(0);
});

test("a source's own settings tell customers from agents", async () => {
  const [sample] = platforms.get('slack').samples(new Date());
  if (sample === undefined) throw new Error('no sample');
  await deliver({ platform: 'slack', body: sample.body, sourceId: slackId }, 'own-members');
  await eventually(async () => (await from('own-members')).length === 1);
  expect((await from('own-members'))[0]).toMatchObject({
    direction: 'outbound',
    participants: [{ role: 'agent' }],
  });
});

test('what cannot be read is dead-lettered with a code, and the next record goes through', async () => {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  const poisons: ReadonlyArray<readonly [string, Given, string]> = [
    ['truncated', { platform: 'zendesk', body: '{"type":"zen:event-type:tick' }, 'platforms.body-unreadable'],
    ['deep', { platform: 'zendesk', body: deep }, 'platforms.too-deep'],
    [
      'invalid-utf-8',
      { platform: 'zendesk', body: Buffer.from([0x7b, 0x22, 0xff, 0xfe]) },
      'platforms.body-unreadable',
    ],
    ['no-fields', { platform: 'slack', body: '{"event":{"type":"message"}}' }, 'platforms.field-missing'],
  ];
  for (const [id, given] of poisons) await deliver(given, id);
  // A record that was not written by us at all.
  await streams.producer.send({ topic: 'raw.tickets', key: 'headless', value: Buffer.from('x') });
  const unknown = encodeRaw({
    ...recordOf({ platform: 'zendesk', body: '{}' }, 'unknown'),
    platform: 'unheard-of',
  });
  await streams.producer.send({ topic: 'raw.tickets', ...unknown });
  const [good] = platforms.get('zendesk').samples(new Date());
  if (good === undefined) throw new Error('no sample');
  await deliver({ platform: 'zendesk', body: good.body }, 'after-the-poison');
  await eventually(async () => (await from('after-the-poison')).length === 1);
  const dead = () => streams.heard.filter((message) => message.topic.endsWith('.dead-letter'));
  await eventually(() => dead().length >= poisons.length + 2, 'all poison was dead-lettered');
  const codes = new Map(
    dead().map((message) => [message.headers['delivery-id'], message.headers['error-code']]),
  );
  for (const [id, , code] of poisons) expect(codes.get(id), id).toBe(code);
  expect(codes.get('unknown')).toBe('normalizer.platform-unknown');
  expect(dead().find((message) => message.key === 'headless')?.headers['error-code']).toBe(
    'raw.header-missing',
  );
  const truncated = dead().find((message) => message.headers['delivery-id'] === 'truncated');
  expect(truncated?.value?.toString()).toBe('{"type":"zen:event-type:tick');
});

test('a body over 900 kB is read from the body store', async () => {
  const database = createDatabase<RawTables>({ url: databaseUrl, schema: 'raw', applicationName: 'test' });
  const mime = `From: Ana <ana@example.net>\r\nMessage-ID: <large@example.net>\r\n\r\n${'All work. '.repeat(100_000)}`;
  const record = recordOf(
    {
      platform: 'mailgun',
      body: new URLSearchParams({ recipient: 'a@example-shop.com', 'body-mime': mime }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    'large',
  );
  await createBodyStore(database).put(record.digest, Buffer.from(record.body));
  await database.close();
  const encoded = encodeRaw(record);
  expect(encoded.value.byteLength).toBe(0);
  await streams.producer.send({ topic: 'raw.email', ...encoded });
  await eventually(async () => (await from('large')).length === 1);
  expect((await from('large'))[0]).toMatchObject({ objectId: '<large@example.net>' });
});
