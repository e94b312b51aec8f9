import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** The backing services as an integration test sees them, with names of its own. */
export interface TestStack {
  readonly kafkaBrokers: string;
  readonly registryUrl: string;
  readonly openSearchUrl: string;
  readonly databaseUrl: string;
  /** Unique to this test: put it before the names of topics and indices (`test-0a1b2c3d-`). */
  readonly prefix: string;
  /** A new, empty database. */
  createDatabase(): Promise<TestDatabase>;
  /** Drops the databases, topics' schemas and indices that carry the prefix. Topics go with the test stack. */
  cleanUp(): Promise<void>;
}

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function deleteIndices(url: string, prefix: string): Promise<void> {
  // Templates and data go by pattern; what is not there is no error.
  for (const path of [`${prefix}*`, `_index_template/${prefix}*`, `_component_template/${prefix}*`]) {
    await fetch(`${url}/${path}?ignore_unavailable=true`, { method: 'DELETE' }).catch(() => undefined);
  }
}

async function deleteSubjects(url: string, prefix: string): Promise<void> {
  const subjects = (await (await fetch(`${url}/subjects`)).json()) as string[];
  for (const subject of subjects.filter((name) => name.startsWith(prefix))) {
    await fetch(`${url}/subjects/${encodeURIComponent(subject)}`, { method: 'DELETE' });
  }
}

/**
 * The stack that the test run started, or the one whose addresses the environment names; by default the ports that `npm start` takes.
 */
export function testStack(environment: NodeJS.ProcessEnv = process.env): Promise<TestStack> {
  const databaseUrl = environment.DATABASE_URL || 'postgres://postgres@127.0.0.1:5432/postgres';
  const registryUrl = environment.SCHEMA_REGISTRY_URL || 'http://127.0.0.1:8081/apis/ccompat/v7';
  const openSearchUrl = environment.OPENSEARCH_URL || 'http://127.0.0.1:9200';
  const prefix = `test-${randomBytes(4).toString('hex')}-`;
  const databases = new Set<TestDatabase>();

  async function createDatabase(): Promise<TestDatabase> {
    const name = `${prefix.replaceAll('-', '_')}${databases.size}_${randomBytes(2).toString('hex')}`;
    await administer(databaseUrl, `create database ${name}`);
    const url = new URL(databaseUrl);
    url.pathname = `/${name}`;
    const database: TestDatabase = {
      url: url.href,
      drop: async () => {
        databases.delete(database);
        await administer(databaseUrl, `drop database if exists ${name} with (force)`);
      },
    };
    databases.add(database);
    return database;
  }

  return Promise.resolve({
    kafkaBrokers: environment.KAFKA_BROKERS || '127.0.0.1:9092',
    registryUrl,
    openSearchUrl,
    databaseUrl,
    prefix,
    createDatabase,
    cleanUp: async () => {
      for (const database of [...databases]) await database.drop();
      await deleteSubjects(registryUrl, prefix);
      await deleteIndices(openSearchUrl, prefix);
    },
  });
}
