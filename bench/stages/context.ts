import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '@throughline/stack';
import {
  createSystem,
  prepareStores,
  type Environment,
  type System,
  type SystemServiceName,
} from '@throughline/stack/system';
import pg from 'pg';

export interface BenchContext {
  readonly stack: Stack;
  readonly folder: string;
  readonly rounds: number;
  readonly seconds: number;
  /** Deliveries of the stages that drain full topics. */
  readonly count: number;
  /** Identifiers that the identity stage lets its tables grow to; 0: it measures the rest instead. */
  readonly grow: number;
  readonly say: (line: string) => void;
}

export interface Prepared {
  readonly prefix: string;
  readonly indexPrefix: string;
  readonly env: Environment;
  /** Services over the prepared stores, not started. */
  system(services: ReadonlyArray<SystemServiceName>, env?: Environment): Promise<System>;
}

/** Stores of a stage's own: topics, schemas, tables and indices under its name. */
export async function prepareStage({ stack, folder }: BenchContext, name: string): Promise<Prepared> {
  const prefix = `bench-${name}-`;
  const indexPrefix = `${prefix}throughline`;
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  await client.query(`create database bench_${name.replaceAll('-', '_')}`);
  await client.end();
  const url = new URL(stack.databaseUrl);
  url.pathname = `/bench_${name.replaceAll('-', '_')}`;
  const env = {
    KAFKA_TOPIC_PREFIX: prefix,
    OPENSEARCH_INDEX_PREFIX: indexPrefix,
    DATABASE_URL: url.href,
    LOG_LEVEL: 'warn',
  };
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  const system = (services: ReadonlyArray<SystemServiceName>, more: Environment = {}) =>
    createSystem({ stack, folder: own, log: () => undefined, services, env: { ...env, ...more } });
  await prepareStores((await system([])).environment, own);
  return { prefix, indexPrefix, env, system };
}
