import { readdirSync, readFileSync } from 'node:fs';
import avro from 'avsc';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { subjectOf, type Interaction } from '@throughline/schemas';
import { checkCompatibility, createCodecs, decoded, ok, registerSchemas, schemaOfTopic } from './index.ts';
import { createProxy } from './test-proxy.ts';
import { createTestStreams, type TestStreams } from './test-streams.ts';
import { eventually } from './testing.ts';

const TOPIC = 'interactions.normalized';
let streams: TestStreams;
let topicPrefix: string;
let registryUrl: string;
let example: Interaction;

beforeAll(async () => {
  streams = await createTestStreams();
  ({ registryUrl } = streams);
  ({ topicPrefix } = streams.kafka);
  const type = avro.Type.forSchema(JSON.parse(schemaOfTopic(TOPIC)));
  // Every field has a default, so the empty object is a whole Interaction.
  example = { ...type.clone({}), text: 'Grüße', occurredAt: 1_790_000_000_000 };
});
afterAll(() => streams.close());

test('a service never registers a schema: without setup it says so', async () => {
  await expect(createCodecs({ registryUrl, topicPrefix }).of(TOPIC)).rejects.toMatchObject({
    code: 'streams.schema-not-registered',
    action: expect.stringContaining('Run setup'),
  });
});

test('setup registers each schema once, fully and transitively compatible', async () => {
  const first = await registerSchemas({ registryUrl, topicPrefix, only: [TOPIC] });
  expect([...first.keys()]).toEqual([topicPrefix + subjectOf(TOPIC)]);
  expect(await registerSchemas({ registryUrl, topicPrefix, only: [TOPIC] })).toEqual(first);
  const subject = encodeURIComponent(topicPrefix + subjectOf(TOPIC));
  const config = await (await fetch(`${registryUrl}/config/${subject}`)).json();
  expect(config).toMatchObject({ compatibilityLevel: 'FULL_TRANSITIVE' });
});

test('what is encoded is in the Confluent wire format, and another client reads it', async () => {
  const codec = await createCodecs({ registryUrl, topicPrefix }).of<Interaction>(TOPIC);
  const bytes = codec.encode(example);
  expect(bytes[0]).toBe(0);
  expect(await codec.decode(bytes)).toMatchObject({ text: 'Grüße', occurredAt: 1_790_000_000_000 });
  const theirs = await new SchemaRegistry({ host: registryUrl }).decode(bytes);
  expect(theirs).toMatchObject({ text: 'Grüße' });
});

test('a value that does not fit names the field, and not what is in it', async () => {
  const codec = await createCodecs({ registryUrl, topicPrefix }).of<unknown>(TOPIC);
  expect(() => codec.encode({ ...example, text: 42 })).toThrow(
    expect.objectContaining({ code: 'streams.avro-unencodable', detail: { fields: ['text'] } }),
  );
});

test('a value longer than the buffer is encoded whole', async () => {
  const codec = await createCodecs({ registryUrl, topicPrefix }).of<Interaction>(TOPIC);
  const text = 'x'.repeat(300_000);
  expect(await codec.decode(codec.encode({ ...example, text }))).toMatchObject({ text });
});

test('what a later version wrote is read as ours', async () => {
  const later = JSON.parse(schemaOfTopic(TOPIC));
  later.fields.push({ name: 'addedLater', type: ['null', 'string'], default: null });
  const registry = new SchemaRegistry({ host: registryUrl });
  const { id } = await registry.register(
    { type: SchemaType.AVRO, schema: JSON.stringify(later) },
    { subject: topicPrefix + subjectOf(TOPIC), compatibility: 'FULL_TRANSITIVE' as never },
  );
  const bytes = await registry.encode(id, { ...example, addedLater: 'new' });
  const codec = await createCodecs({ registryUrl, topicPrefix }).of<Interaction>(TOPIC);
  const value = await codec.decode(bytes);
  expect(value).toMatchObject({ text: 'Grüße' });
  expect(value).not.toHaveProperty('addedLater');
  // The second time without asking.
  expect(codec.decode(bytes)).not.toBeInstanceOf(Promise);
});

test('bad bytes and unknown ids are dead-lettered with their codes, and the next message goes through', async () => {
  await streams.createTopics(1, TOPIC, `${TOPIC}.dead-letter`);
  const codec = await createCodecs({ registryUrl, topicPrefix }).of<Interaction>(TOPIC);
  const good = codec.encode(example);
  const unknown = Buffer.from(good);
  unknown.writeUInt32BE(987_654_321, 1);
  const values = [Buffer.from('{"json":true}'), Buffer.alloc(0), unknown, good.subarray(0, 20), good, null];
  await streams.producer.sendAll(values.map((value, index) => ({ topic: TOPIC, key: `${index}`, value })));
  const seen: unknown[] = [];
  const consumer = streams.consumer({
    group: 'decoding',
    topics: [TOPIC],
    step: decoded({ [TOPIC]: codec }, async (messages) => {
      for (const { content } of messages) seen.push(content === null ? null : content.text);
      return messages.map(() => ok());
    }),
  });
  await consumer.start();
  await eventually(() => seen.length === 2);
  expect(seen).toEqual(['Grüße', null]);
  await consumer.stop();
  const dead = await streams.read(`${TOPIC}.dead-letter`);
  expect(dead.map(({ headers }) => headers['error-code'])).toEqual([
    'streams.avro-bad-magic',
    'streams.avro-bad-magic',
    'streams.avro-unknown-schema',
    'streams.avro-undecodable',
  ]);
  expect(dead.map(({ value }) => value?.toString('hex') ?? '')).toEqual(
    values.slice(0, 4).map((value) => value?.toString('hex')),
  );
});

test('a registry that is away makes the batch wait: nothing is dead-lettered for it', async () => {
  const { host, pathname } = new URL(registryUrl);
  const proxy = await createProxy(host);
  const codec = await createCodecs({ registryUrl: `http://${proxy.address}${pathname}`, topicPrefix }).of(
    TOPIC,
  );
  const other = JSON.parse(schemaOfTopic(TOPIC));
  other.fields.push({ name: 'another', type: ['null', 'string'], default: null });
  const registry = new SchemaRegistry({ host: registryUrl });
  const { id } = await registry.register(
    { type: SchemaType.AVRO, schema: JSON.stringify(other) },
    { subject: topicPrefix + subjectOf(TOPIC), compatibility: 'FULL_TRANSITIVE' as never },
  );
  const bytes = await registry.encode(id, example);
  await proxy.cut();
  await expect(codec.decode(bytes)).rejects.toMatchObject({ code: 'streams.registry-away', retryable: true });
  await proxy.restore();
  expect(await codec.decode(bytes)).toMatchObject({ text: 'Grüße' });
  await proxy.close();
});

test('no record schema has lost compatibility with any version in its history', () => {
  const history = new URL('../../../schemas/history/', import.meta.url);
  const current = new URL('../../../schemas/', import.meta.url);
  const records = readdirSync(current).filter((name) => name.endsWith('.avsc'));
  expect(records.length).toBeGreaterThan(0);
  for (const file of records) {
    const folder = new URL(`${file.replace('.avsc', '')}/`, history);
    const versions = readdirSync(folder).sort();
    expect(versions.length).toBeGreaterThan(0);
    const texts = versions.map((version) => readFileSync(new URL(version, folder), 'utf8'));
    expect(checkCompatibility([...texts, readFileSync(new URL(file, current), 'utf8')])).toEqual([]);
  }
});

test('a field without a default, a changed type and a renamed field are found out', () => {
  const schema = (fields: ReadonlyArray<object>) => JSON.stringify({ type: 'record', name: 'R', fields });
  const first = schema([{ name: 'a', type: 'string', default: '' }]);
  const grown = schema([
    { name: 'a', type: 'string', default: '' },
    { name: 'b', type: ['null', 'long'], default: null },
  ]);
  expect(checkCompatibility([first, grown])).toEqual([]);
  expect(checkCompatibility([first, schema([{ name: 'a', type: 'long', default: 0 }])])).toHaveLength(2);
  expect(checkCompatibility([first, schema([{ name: 'c', type: 'string' }])])).toHaveLength(1);
});
