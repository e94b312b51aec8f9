import { setTimeout as sleep } from 'node:timers/promises';
import { createArchive } from '@throughline/archive';
import { migrations as audience } from '@throughline/audience';
import { generateKey, migrations as connections } from '@throughline/connections';
import { createDatabase, migrate, type Database } from '@throughline/database';
import { migrations as following } from '@throughline/following';
import {
  createMatching,
  createResolver,
  migrations as identity,
  type IdentityTables,
} from '@throughline/identity';
import { migrations as ledger } from '@throughline/ledger';
import { createScoring, defaultRuleSet, migrations as scoring } from '@throughline/scoring';
import { createKit, loadConfig } from '@throughline/service-kit';
import { testStack } from '@throughline/stack/testing';
import { registerSchemas } from '@throughline/streams';
import { configSchema } from '../config.ts';
import { migrations as own } from '../migrations.ts';
import { startConsole } from '../server.ts';
import { startTestEdge } from './edge.ts';
import type { Delivered } from './interaction.ts';

export const admin = {
  token: 'token-of-the-tests-0123456789-abcdef',
  user: 'Mara Lind',
  password: 'correct horse battery',
};

/** Announcements go to outboxes that nobody reads here. */
const encode = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** A free port that nobody else was given just now. */
async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** A console on real PostgreSQL and OpenSearch, with a database and indices of its own. */
export async function startTestConsole({
  withEdge = false,
  web,
  registryUrl,
}: {
  readonly withEdge?: boolean;
  /** Where the web UI was built to. */
  readonly web?: string;
  /** Another address of the schema registry than the real one's. */
  readonly registryUrl?: string;
} = {}) {
  const stack = await testStack();
  const { url } = await stack.createDatabase();
  for (const domain of [own, connections, identity, scoring, ledger, audience, following])
    await migrate({ url, ...domain });
  await registerSchemas({
    registryUrl: stack.registryUrl,
    topicPrefix: stack.prefix,
    only: ['customers', 'customers.identifiers', 'customers.identity'],
  });
  const indexPrefix = `${stack.prefix}console`;
  const archive = createArchive({ url: stack.openSearchUrl, indexPrefix });
  await archive.ensureTemplates();

  const keys = generateKey('k1');
  const edge = withEdge
    ? await startTestEdge(stack, { DATABASE_URL: url, CONNECTIONS_KEYS: keys })
    : undefined;
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const kit = createKit({ name: 'console', logLevel: 'silent' });
  await startConsole(
    loadConfig(configSchema, {
      DATABASE_URL: url,
      OPENSEARCH_URL: stack.openSearchUrl,
      OPENSEARCH_INDEX_PREFIX: indexPrefix,
      SCHEMA_REGISTRY_URL: registryUrl ?? stack.registryUrl,
      KAFKA_TOPIC_PREFIX: stack.prefix,
      CONSOLE_PORT: String(port),
      CONSOLE_HOST: '127.0.0.1',
      CONSOLE_PUBLIC_URL: address,
      CONSOLE_SESSION_SECRET: 's'.repeat(32),
      CONSOLE_ADMIN_TOKEN: admin.token,
      CONSOLE_ADMIN_USER: admin.user,
      CONSOLE_ADMIN_PASSWORD: admin.password,
      CONNECTIONS_KEYS: keys,
      EDGE_PUBLIC_URL: edge?.url ?? 'https://hooks.example.com/',
    }),
    kit,
    { web },
  );

  const encoder = { encode };
  const encoders = { customers: encoder, identifiers: encoder, identity: encoder };

  /** Works over one domain's tables, and lets go of them. */
  async function over<Tables, T>(
    schema: string,
    work: (database: Database<Tables>) => Promise<T>,
  ): Promise<T> {
    const database = createDatabase<Tables>({ url, schema, applicationName: 'test' });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  /** Resolves, as the service behind the normaliser does. */
  const resolve = (delivered: ReadonlyArray<Delivered>) =>
    over('identity', async (database: Database<IdentityTables>) => {
      const resolver = createResolver({ database, encoders });
      return (await resolver.resolve(delivered.map(({ interaction }) => interaction))).flat();
    });

  /** Learns who is likely who, and compares everybody, as the worker beside the resolver does. */
  const match = () =>
    over('identity', async (database: Database<IdentityTables>) => {
      const matching = createMatching({ database, encoders });
      // Prepares what is learnt from; then all are compared by what was learnt.
      for (let left = 1; left > 0;) ({ left } = await matching.step(500));
      const trained = await matching.train();
      for (let left = 1; left > 0;) ({ left } = await matching.step(500));
      return trained;
    });

  /** Resolves, scores and archives, as the services behind the edge do. */
  async function take(delivered: ReadonlyArray<Delivered>): Promise<void> {
    const { total: before } = await archive.search({ limit: 1 });
    const resolved = await resolve(delivered);
    await over('scoring', (database: Parameters<typeof createScoring>[0]['database']) =>
      createScoring({
        database,
        encode: { score: encode, signal: encode },
        ruleSet: () => defaultRuleSet,
      }).score(resolved),
    );
    await archive.indexDocuments(resolved.map((one) => archive.documentWrite(one)));
    await archive.storeRaw(delivered.map(({ raw }) => raw));
    await searchable(before + delivered.length);
  }

  async function searchable(count: number): Promise<void> {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const { total } = await archive.search({ limit: 200 });
      if (total >= count) return;
      await sleep(100);
    }
  }

  return {
    address,
    databaseUrl: url,
    keys,
    edge,
    archive,
    take,
    resolve,
    match,
    /** As a script calls the API. */
    call: (path: string, init: RequestInit & { token?: string | undefined } = {}) => {
      const { token = admin.token, ...rest } = init;
      const headers = new Headers(rest.headers);
      headers.set('authorization', `Bearer ${token}`);
      if (rest.body !== undefined) headers.set('content-type', 'application/json');
      return fetch(`${address}${path}`, { ...rest, headers });
    },
    async stop() {
      await kit.shutdown();
      await edge?.close();
      await archive.close();
      await stack.cleanUp();
    },
  };
}

export type TestConsole = Awaited<ReturnType<typeof startTestConsole>>;
