import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  createConnections,
  generateKey,
  migrations as connectionsMigrations,
  parseKeyRing,
} from '@throughline/connections';
import type { ConnectionsTables } from '@throughline/connections';
import { createDatabase, migrate } from '@throughline/database';
import { createLedgerConsole, migrations, type LedgerTables } from '@throughline/ledger';
import {
  simulatorControl,
  startHubSpotSimulator,
  type Simulator,
} from '@throughline/platforms/simulators/hubspot';
import type { Customer, Delivery, IdentifierAssignment, ResolvedInteraction } from '@throughline/schemas';
import { createTestTopics, eventually } from '@throughline/streams/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testStack, type TestStack } from '@throughline/stack/testing';
import { consumedTopics } from './intake.ts';
import { assignment, customer, resolved } from './testing.ts';

const CUSTOMERS = 120;
const INTERACTIONS = 360;

let stack: TestStack;
let simulator: Simulator;
let environment: Record<string, string>;
let url: string;
const children = new Set<ChildProcess>();

/** A replica as a process of its own, as it runs in production. */
function startReplica(): ChildProcess {
  const main = new URL('./main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
  const exited = once(child, 'exit');
  child.kill(signal);
  const [code] = (await exited) as [number | null];
  return code;
};

beforeAll(async () => {
  stack = await testStack();
  ({ url } = await stack.createDatabase());
  await migrate({ url, ...migrations });
  await migrate({ url, ...connectionsMigrations });
  simulator = await startHubSpotSimulator({ max: 100 });
  const keys = generateKey('k1');
  environment = {
    KAFKA_BROKERS: stack.kafkaBrokers,
    KAFKA_TOPIC_PREFIX: stack.prefix,
    SCHEMA_REGISTRY_URL: stack.registryUrl,
    DATABASE_URL: url,
    CONNECTIONS_KEYS: keys,
    ADMIN_PORT: '0',
    ADMIN_HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    ALLOW_PRIVATE_ADDRESSES: 'true',
    CRM_LEASE_MS: '6000',
    CRM_HTTP_TIMEOUT_MS: '2000',
    CRM_CONNECTIONS_REFRESH_MS: '500',
  };
  const database = createDatabase<ConnectionsTables>({ url, schema: 'connections', applicationName: 'test' });
  await createConnections({ database, keys: parseKeyRing(keys) }).createDestination({
    platform: 'hubspot',
    name: 'HubSpot',
    credentials: { accessToken: simulator.token, apiUrl: simulator.url },
  });
  await database.close();
}, 180_000);

afterAll(async () => {
  for (const child of children) await end(child, 'SIGKILL');
  await simulator.close();
  await stack.cleanUp();
});

test('killed again and again, alone and beside another replica, it writes everything once and announces it', async () => {
  const topics = await createTestTopics(stack, {
    topics: consumedTopics,
    listen: ['deliveries'],
  });
  const { producer, codecs } = topics;
  const customers = await codecs.of<Customer>('customers');
  const identifiers = await codecs.of<IdentifierAssignment>('customers.identifiers');
  const interactions = await codecs.of<ResolvedInteraction>('interactions.resolved');
  const control = simulatorControl(simulator.url);
  await control.settings({ latencyMs: 30 });

  const ids = Array.from({ length: CUSTOMERS }, (_, index) => `c${index}`);
  const of = (index: number) => ids[index % CUSTOMERS] ?? '';
  const sendAll = async () => {
    await producer.sendAll(
      Array.from({ length: INTERACTIONS }, (_, index) => ({
        topic: 'interactions.resolved',
        key: of(index),
        value: interactions.encode(resolved(`i${index}`, of(index))),
      })),
    );
    await producer.sendAll(
      ids.flatMap((id) => [
        {
          topic: 'customers.identifiers',
          key: `email:${id}@example.com`,
          value: identifiers.encode(assignment(`email:${id}@example.com`, id)),
        },
        { topic: 'customers', key: id, value: customers.encode(customer(id)) },
      ]),
    );
  };

  let replica = startReplica();
  await sendAll();
  const written = async (count: number) =>
    Object.values((await control.state()).objects).reduce((sum, each) => sum + each, 0) >= count;
  for (const count of [1, 150, 300]) {
    await eventually(() => written(count), `${count} written`, 60);
    await end(replica, 'SIGKILL');
    replica = startReplica();
  }
  const second = startReplica();
  // The whole topic once more, while two replicas share the work.
  await sendAll();
  const database = createDatabase<LedgerTables>({ url, schema: 'ledger', applicationName: 'test' });
  const ledger = createLedgerConsole(database);
  await eventually(
    async () => {
      const [stats] = await ledger.stats();
      return (
        stats !== undefined &&
        stats.records === CUSTOMERS + INTERACTIONS &&
        stats.pending === 0 &&
        stats.waiting === 0
      );
    },
    'everything is written',
    120,
  );
  const state = await control.state();
  expect(state.secondCreations).toEqual([]);
  expect(state.creations).toEqual({ contacts: CUSTOMERS, communications: INTERACTIONS });
  expect(state.associations).toBe(INTERACTIONS);
  expect(state.requests.peak).toBeLessThanOrEqual(100);

  await eventually(
    async () => {
      const told = await topics.decodedIn<Delivery>('deliveries');
      const records = new Set(told.flatMap(({ content }) => content?.record ?? []));
      return records.size === CUSTOMERS + INTERACTIONS;
    },
    'everything is announced',
    60,
  );

  expect(await end(replica, 'SIGTERM')).toBe(0);
  expect(await end(second, 'SIGTERM')).toBe(0);
  await database.close();
  await topics.close();
}, 300_000);
