import { createDatabase, migrate, type Database } from '@throughline/database';
import { createKit } from '@throughline/service-kit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { testStack, type TestStack } from '../../stack/src/testing.ts';
import {
  createConnections,
  createSourceDirectory,
  generateKey,
  migrations,
  parseKeyRing,
  publicSettingsOf,
  type Connections,
  type ConnectionsTables,
} from './index.ts';

vi.setConfig({ testTimeout: 20_000 });

const { log } = createKit({ name: 'connections-test' });
const oldKey = generateKey('old');
const newKey = generateKey('new');
const coded = (code: string) => expect.objectContaining({ code });

let stack: TestStack;
let own: { url: string; drop(): Promise<void> };
let database: Database<ConnectionsTables>;
let connections: Connections;

beforeAll(async () => {
  stack = await testStack();
  own = await stack.createDatabase();
  await migrate({ url: own.url, ...migrations });
  database = createDatabase<ConnectionsTables>({
    url: own.url,
    schema: 'connections',
    applicationName: 'test',
  });
  connections = createConnections({ database, keys: parseKeyRing(oldKey) });
});

afterAll(async () => {
  await database.close();
  await own.drop();
  await stack.cleanUp();
});

const until = async (holds: () => boolean | Promise<boolean>, withinMs = 10_000) => {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('did not come to hold in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

test('settings are parsed by the platform, kept encrypted and shown without secrets', async () => {
  const source = await connections.createSource({
    platform: 'twilio',
    name: ' SMS ',
    settings: { authToken: 'hush' },
  });
  expect(source).toMatchObject({
    platform: 'twilio',
    name: 'SMS',
    settings: { authToken: 'hush' },
    version: 1,
  });
  expect(source.id).toMatch(/^src_[0-9a-f]{24}$/);
  expect(publicSettingsOf(source)).not.toHaveProperty('authToken');
  const { rows } = await database.pool.query('select * from connections.sources where id = $1', [source.id]);
  expect(JSON.stringify(rows) + String(rows[0]?.settings)).not.toContain('hush');
  const create = (platform: string, name: string, settings: unknown) =>
    connections.createSource({ platform, name, settings });
  await expect(create('nobody', 'x', {})).rejects.toEqual(coded('platforms.unknown-platform'));
  await expect(create('twilio', 'x', { authToken: '' })).rejects.toEqual(
    coded('connections.settings-invalid'),
  );
  await expect(create('twilio', '  ', { authToken: 'x' })).rejects.toEqual(coded('connections.name-invalid'));
});

test('after a change of secret the one before stays valid for the set time', async () => {
  const { id } = await connections.createSource({
    platform: 'twilio',
    name: 'a',
    settings: { authToken: 'one' },
  });
  const changed = await connections.updateSource(id, {
    settings: { authToken: 'two' },
    previousValidMs: 60_000,
  });
  expect(changed).toMatchObject({
    settings: { authToken: 'two' },
    previousSettings: { settings: { authToken: 'one' } },
    version: 2,
  });
  expect(changed.previousSettings?.validUntil).toBeGreaterThan(Date.now() + 55_000);
  const renamed = await connections.updateSource(id, { name: 'b', topic: 'raw.large' });
  expect(renamed).toMatchObject({
    name: 'b',
    topic: 'raw.large',
    previousSettings: { settings: { authToken: 'one' } },
  });
  const cut = await connections.updateSource(id, {
    settings: { authToken: 'three' },
    previousValidMs: 0,
    topic: null,
  });
  expect(cut).not.toHaveProperty('previousSettings');
  expect(cut).not.toHaveProperty('topic');
  expect(await connections.deleteSource(id)).toBe(true);
  expect(await connections.deleteSource(id)).toBe(false);
  await expect(connections.updateSource(id, { name: 'c' })).rejects.toEqual(coded('connections.not-found'));
});

test('everything is sealed again under a new key, after which the old one may go', async () => {
  const source = await connections.createSource({
    platform: 'twilio',
    name: 'a',
    settings: { authToken: 'one' },
  });
  await connections.updateSource(source.id, { settings: { authToken: 'two' } });
  const destination = await connections.createDestination({
    platform: 'hubspot',
    name: 'CRM',
    credentials: { token: 't' },
  });
  const rotating = createConnections({ database, keys: parseKeyRing(`${newKey},${oldKey}`) });
  expect(await rotating.reencrypt()).toBeGreaterThanOrEqual(2);
  expect(await rotating.reencrypt()).toBe(0);
  connections = createConnections({ database, keys: parseKeyRing(newKey) });
  expect(await connections.getSource(source.id)).toMatchObject({
    settings: { authToken: 'two' },
    previousSettings: { settings: { authToken: 'one' } },
  });
  expect((await connections.getDestination(destination.id))?.credentials).toEqual({ token: 't' });
});

test('a destination is changed, paused, resumed and deleted', async () => {
  const created = await connections.createDestination({
    platform: 'hubspot',
    name: 'CRM',
    credentials: { token: 'one' },
  });
  expect(created).toMatchObject({ enabled: true, options: {}, version: 1 });
  const changed = await connections.updateDestination(created.id, {
    credentials: { token: 'two' },
    options: { region: 'eu' },
    enabled: false,
  });
  expect(changed).toMatchObject({
    name: 'CRM',
    credentials: { token: 'two' },
    options: { region: 'eu' },
    enabled: false,
  });
  const paused = await connections.updateDestinationState(created.id, {
    code: 'crm.unauthorized',
    until: 1_900_000_000_000,
  });
  expect(paused.paused).toMatchObject({ code: 'crm.unauthorized', until: 1_900_000_000_000 });
  expect(await connections.updateDestinationState(created.id, null)).not.toHaveProperty('paused');
  expect((await connections.listDestinations()).map(({ id }) => id)).toContain(created.id);
  expect(await connections.deleteDestination(created.id)).toBe(true);
  await expect(connections.updateDestination(created.id, { name: 'x' })).rejects.toEqual(
    coded('connections.not-found'),
  );
});

test('the directory hears of changes at once, and keeps answering while PostgreSQL is away', async () => {
  const second = createDatabase<ConnectionsTables>({
    url: own.url,
    schema: 'connections',
    applicationName: 'directory',
  });
  const seen = createConnections({ database: second, keys: parseKeyRing(newKey) });
  const directory = createSourceDirectory({ connections: seen, log, refreshMs: 60_000 });
  expect(directory).toMatchObject({ loaded: false, ageMs: Infinity });
  await directory.load();
  expect(directory.loaded).toBe(true);
  await until(async () => {
    const { rows } = await database.pool.query(
      `select 1 from pg_stat_activity where query = 'listen throughline_connections'`,
    );
    return rows.length > 0;
  });
  const { id } = await connections.createSource({
    platform: 'twilio',
    name: 'live',
    settings: { authToken: 'one' },
  });
  await until(() => directory.get(id) !== undefined);
  await connections.updateSource(id, { settings: { authToken: 'two' } });
  await until(() => directory.get(id)?.version === 2);
  await connections.deleteSource(id);
  await until(() => directory.get(id) === undefined);

  const kept = await connections.createSource({
    platform: 'twilio',
    name: 'kept',
    settings: { authToken: 'one' },
  });
  await until(() => directory.get(kept.id) !== undefined);
  await second.close();
  await until(() =>
    directory.refresh().then(
      () => false,
      () => true,
    ),
  );
  expect(directory.get(kept.id)?.settings).toMatchObject({ authToken: 'one' });
  await directory.close();
});

test('a row that cannot be read is told of and takes no other with it', async () => {
  const good = await connections.createSource({
    platform: 'twilio',
    name: 'good',
    settings: { authToken: 'one' },
  });
  const bad = await connections.createSource({
    platform: 'twilio',
    name: 'bad',
    settings: { authToken: 'one' },
  });
  const directory = createSourceDirectory({ connections, log });
  await directory.load();
  await database.pool.query(`update connections.sources set settings = '\\x00', version = 2 where id = $1`, [
    bad.id,
  ]);
  await until(() => directory.refresh().then(() => true));
  expect(directory.get(good.id)).toBeDefined();
  expect(directory.get(bad.id), 'the last settings that could be read stay in force').toMatchObject({
    version: 1,
  });
  await directory.close();
  expect((await connections.listSources()).map(({ id }) => id)).toContain(good.id);
});

test('a first-party source is found by either of its keys', async () => {
  const settings = { writeKey: 'w'.repeat(32), serverKey: 's'.repeat(32) };
  const { id } = await connections.createSource({ platform: 'web', name: 'Site', settings });
  const directory = createSourceDirectory({ connections, log });
  await directory.load();
  expect(directory.byWriteKey(settings.writeKey)?.id).toBe(id);
  expect(directory.byWriteKey(settings.serverKey)?.id).toBe(id);
  expect(directory.byWriteKey('other')).toBeUndefined();
  await directory.close();
});
