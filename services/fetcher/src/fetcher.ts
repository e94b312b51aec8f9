import {
  createConnections,
  createSourceDirectory,
  migrations as connectionsMigrations,
  type ConnectionsTables,
} from '@throughline/connections';
import { openDatabase } from '@throughline/database';
import { createHttpClient } from '@throughline/outgoing';
import { createBodyStore, migrations as rawMigrations, type RawTables } from '@throughline/raw';
import type { FetchRequest } from '@throughline/schemas';
import { whenThere, type Kit } from '@throughline/service-kit';
import { createConsumer, decoded, openStreams } from '@throughline/streams';
import type { Config } from './config.ts';
import { createJobs } from './jobs.ts';
import { migrations } from './migrations.ts';
import { requestFetches } from './step.ts';
import type { FetcherTables } from './tables.ts';
import { createWorker } from './worker.ts';

/** Wires and starts the fetcher; what it opens is closed by the kit. */
export async function startFetcher(config: Config, kit: Kit): Promise<void> {
  const open = <Tables>(schema: string, poolSize: number) =>
    openDatabase<Tables>(kit, { url: config.DATABASE_URL, schema, poolSize });
  const connections = createConnections({
    database: open<ConnectionsTables>(connectionsMigrations.schema, 2),
    keys: config.CONNECTIONS_KEYS,
  });
  const directory = createSourceDirectory({ connections, log: kit.log });
  kit.onShutdown('sources', () => directory.close());
  await whenThere(kit, 'sources', () => directory.load());

  const http = createHttpClient({
    allowPrivate: config.FETCHER_ALLOW_PRIVATE,
    timeoutMs: config.FETCHER_TIMEOUT_MS,
    maxBytes: config.FETCHER_MAX_BYTES,
  });
  kit.onShutdown('vendors', () => http.close());

  const { kafka, producer, codecs } = openStreams(config, kit);
  const request = await whenThere(kit, 'registry', () => codecs.of<FetchRequest>('fetch.requests'));

  const jobs = createJobs(open<FetcherTables>(migrations.schema, 4));
  const bodies = createBodyStore(open<RawTables>(rawMigrations.schema, 2));
  const concurrency = config.FETCHER_CONCURRENCY;
  const worker = createWorker({ jobs, directory, http, bodies, producer, kit, concurrency });
  kit.onShutdown('worker', () => worker.stop());
  worker.start();

  const consumer = createConsumer({
    kafka,
    kit,
    producer,
    group: 'fetcher',
    topics: ['fetch.requests'],
    step: decoded({ 'fetch.requests': request }, requestFetches({ jobs, wake: worker.wake })),
  });
  kit.onShutdown('consumer', () => consumer.stop());
  await consumer.start();
}
