import { createArchive } from '@throughline/archive';
import {
  createConnections,
  createSourceDirectory,
  urlOfSource,
  migrations as connectionsMigrations,
  type ConnectionsTables,
} from '@throughline/connections';
import { openDatabase } from '@throughline/database';
import { migrations, type FollowingTables } from '@throughline/following';
import { createHttpClient } from '@throughline/outgoing';
import { platforms } from '@throughline/platforms';
import { createBodyStore, migrations as rawMigrations, type RawTables } from '@throughline/raw';
import type { FetchRequest } from '@throughline/schemas';
import { whenThere, type Kit } from '@throughline/service-kit';
import { createConsumer, decoded, openStreams } from '@throughline/streams';
import type { Config } from './config.ts';
import { createEngine } from './engine.ts';
import { requestFetches } from './step.ts';
import { createConnect } from './stream/connect.ts';

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

  const bounds = {
    allowPrivate: config.ALLOW_PRIVATE_ADDRESSES,
    timeoutMs: config.FETCHER_TIMEOUT_MS,
    maxBytes: config.FETCHER_MAX_BYTES,
  };
  const http = createHttpClient(bounds);
  kit.onShutdown('vendors', () => http.close());
  const archive = createArchive({ url: config.OPENSEARCH_URL, indexPrefix: config.OPENSEARCH_INDEX_PREFIX });
  kit.onShutdown('archive', () => archive.close());

  const { kafka, producer, codecs } = openStreams(config, kit);
  const request = await whenThere(kit, 'registry', () => codecs.of<FetchRequest>('fetch.requests'));

  const edge = config.EDGE_PUBLIC_URL.replace(/\/+$/, '');
  const engine = createEngine({
    // A token that is renewed holds a connection while the vendor answers.
    database: open<FollowingTables>(migrations.schema, 10),
    ...{ connections, directory, http, archive, producer, kit },
    keys: config.CONNECTIONS_KEYS,
    catalogue: platforms,
    connect: createConnect(bounds),
    bodies: createBodyStore(open<RawTables>(rawMigrations.schema, 2)),
    urlOf: (source) => urlOfSource(source, edge),
    now: () => new Date(),
    limits: {
      concurrency: config.FETCHER_CONCURRENCY,
      perSource: config.FETCHER_PER_SOURCE,
      streams: config.FETCHER_STREAMS,
      reconcileAfterDays: config.FETCHER_RECONCILE_DAYS,
      insecure: config.ALLOW_PRIVATE_ADDRESSES,
    },
  });
  kit.onShutdown('engine', () => engine.stop());
  engine.start();

  const consumer = createConsumer({
    kafka,
    kit,
    producer,
    group: 'fetcher',
    topics: ['fetch.requests'],
    step: decoded({ 'fetch.requests': request }, requestFetches(engine)),
  });
  kit.onShutdown('consumer', () => consumer.stop());
  await consumer.start();
}
