import {
  createConnections,
  createSourceDirectory,
  type ConnectionsTables,
  type SourceDirectory,
} from '@throughline/connections';
import { openDatabase } from '@throughline/database';
import { createHttpClient } from '@throughline/outgoing';
import { createBodyStore, type RawTables } from '@throughline/raw';
import { kafkaConnectionOf, type Kit } from '@throughline/service-kit';
import { createKafka, createProducer } from '@throughline/streams';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from './app.ts';
import { createArrivalLog } from './arrivals.ts';
import { createByteBudget } from './body.ts';
import type { Config } from './config.ts';
import { createDrain } from './drain.ts';
import { createDurableStore } from './durable-store.ts';
import { createIntake } from './intake.ts';
import { createKeySets } from './key-sets.ts';
import { createPublicUrl } from './public-url.ts';
import { createReceiver } from './receiver.ts';
import { openFrontDoor, type FrontDoor } from './server.ts';
import { createSpool, type EdgeTables } from './spool.ts';

/** With Kafka's second, a vendor that waits three hears of a PostgreSQL that hangs as well. */
const STORE_LIMITS = { statementTimeoutMs: 1_000, connectTimeoutMs: 700 };

/** Of a vendor's key set: the vendor waits for our answer meanwhile. */
const KEY_SET_LIMITS = { timeoutMs: 2_000, maxBytes: 256 * 1024 };

/** Wires the edge together and opens the front door; closed by the kit's shutdown, the door first. */
export async function startEdge(config: Config, kit: Kit): Promise<FrontDoor> {
  const database = <Tables>(schema: string, poolSize: number, limits = {}) =>
    openDatabase<Tables>(kit, { url: config.DATABASE_URL, schema, poolSize, ...limits });
  const settings = database<ConnectionsTables>('connections', 2);
  const bodies = createBodyStore(database<RawTables>('raw', 2, STORE_LIMITS));
  const spoolDatabase = database<EdgeTables>('edge', 2, STORE_LIMITS);

  const connections = createConnections({ database: settings, keys: config.CONNECTIONS_KEYS });
  const directory = createSourceDirectory({ connections, log: kit.log });
  kit.onShutdown('source directory', directory.close);

  const kafka = createKafka({ ...kafkaConnectionOf(config, kit.name), log: kit.log });
  const compression = config.KAFKA_COMPRESSION;
  const producer = createProducer(kafka, { retries: 1, deadlineMs: config.KAFKA_DEADLINE_MS, compression });
  const drainProducer = createProducer(kafka, { retries: 1, deadlineMs: 10_000 });
  kit.onShutdown('producers', async () => {
    await Promise.all([producer.close(), drainProducer.close()]);
  });
  // Only to be warm: with Kafka away the first deliveries are spooled.
  producer.connect().catch((error: unknown) => kit.log.warn({ err: error }, 'Kafka is away'));

  const spool = createSpool(spoolDatabase);
  kit.onShutdown('spool', spool.flush);
  const drain = createDrain({ database: spoolDatabase, producer: drainProducer, kit });
  drain.start();
  kit.onShutdown('drain', drain.stop);

  const store = createDurableStore({ producer, spool, kit });
  const http = createHttpClient({ allowPrivate: config.ALLOW_PRIVATE_ADDRESSES, ...KEY_SET_LIMITS });
  kit.onShutdown('key sets', () => http.close());
  const keySets = createKeySets({ http, kit });
  const arrivals = createArrivalLog({ connections, kit });
  kit.onShutdown('arrivals', arrivals.close);
  const keys = config.CONNECTIONS_KEYS;
  const intake = createIntake({ directory, store, bodies, keySets, arrivals, keys, kit });
  const budget = createByteBudget(config.MAX_INFLIGHT_BYTES);
  const publicUrlOf = createPublicUrl({ publicUrl: config.PUBLIC_URL, trustProxy: config.TRUST_PROXY });
  const receive = createReceiver({ intake, budget, publicUrlOf, kit });
  const door = await openFrontDoor({
    app: createApp({ directory, receive }),
    host: config.HOST,
    port: config.PORT,
    maxConnections: config.MAX_CONNECTIONS,
    requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
  });
  kit.onShutdown('front door', door.close);
  kit.readiness.set('settings', false);
  void loadSettings(directory, kit);
  return door;
}

/** Ready once the settings have loaded; until then deliveries are answered 503. */
async function loadSettings(directory: SourceDirectory, kit: Kit): Promise<void> {
  while (!kit.signal.aborted) {
    try {
      await directory.load();
      kit.readiness.set('settings', true);
      return;
    } catch (error) {
      kit.log.warn({ err: error }, 'The settings of the sources cannot be loaded yet');
      await sleep(1_000, undefined, { signal: kit.signal }).catch(() => undefined);
    }
  }
}
