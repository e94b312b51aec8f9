import { createConnections, type ConnectionsTables } from '@throughline/connections';
import { openDatabase } from '@throughline/database';
import type { LedgerTables } from '@throughline/ledger';
import { createRelay } from '@throughline/outbox';
import { createHttpClient } from '@throughline/outgoing';
import type { Delivery } from '@throughline/schemas';
import { whenThere, type Kit } from '@throughline/service-kit';
import { createConsumer, decoded, openStreams } from '@throughline/streams';
import { createActiveConnections } from './active-connections.ts';
import type { Config } from './config.ts';
import { consumedTopics, createIntake, type Content } from './intake.ts';
import { startObserver } from './observer.ts';
import { createWriters } from './writers.ts';

export const serviceName = 'crm-writer';

/** Of an answer: a batch read of 100 contacts with all that we ask for is far below. */
const MAX_ANSWER_BYTES = 8_000_000;

/** Wires and starts the service; what it opens is closed through the kit, in reverse order. */
export async function startCrmWriter(config: Config, kit: Kit): Promise<void> {
  const url = config.DATABASE_URL;
  const database = openDatabase<LedgerTables>(kit, { url, schema: 'ledger' });
  const connectionsDatabase = openDatabase<ConnectionsTables>(kit, {
    url,
    schema: 'connections',
    poolSize: 2,
  });
  const store = createConnections({ database: connectionsDatabase, keys: config.CONNECTIONS_KEYS });
  const connections = createActiveConnections({
    connections: store,
    log: kit.log,
  });
  await whenThere(kit, 'connections', () => connections.refresh());

  const { kafka, producer, codecs } = openStreams(config, kit);
  const deliveries = await whenThere(kit, 'registry', () => codecs.of<Delivery>('deliveries'));
  const relay = createRelay({ database, producer, kit });
  relay.start();
  kit.onShutdown('outbox relay', relay.stop);

  const http = createHttpClient({
    allowPrivate: config.ALLOW_PRIVATE_ADDRESSES,
    timeoutMs: Math.min(config.CRM_HTTP_TIMEOUT_MS, Math.floor(config.CRM_LEASE_MS / 3)),
    maxBytes: MAX_ANSWER_BYTES,
  });
  kit.onShutdown('outgoing connections', http.close);
  const writers = createWriters({
    database,
    http,
    kit,
    connections,
    encode: (delivery) => deliveries.encode(delivery),
    leaseMs: config.CRM_LEASE_MS,
    httpTimeoutMs: Math.min(config.CRM_HTTP_TIMEOUT_MS, Math.floor(config.CRM_LEASE_MS / 3)),
    pollMs: config.CRM_POLL_MS,
    refreshMs: config.CRM_CONNECTIONS_REFRESH_MS,
  });
  writers.start();
  kit.onShutdown('writers', writers.stop);
  // A new destination is written to from its first moment; should this ear be lost, the list is read every few seconds all the same.
  const ear = await whenThere(kit, 'connections', () =>
    store.listen(writers.look, () => kit.log.warn('Changes of destinations are no longer heard at once')),
  );
  kit.onShutdown('ear for changed destinations', ear.close);
  kit.onShutdown('observer', startObserver({ database, kit }));

  const codecOf = Object.fromEntries(
    await whenThere(kit, 'registry', () =>
      Promise.all(consumedTopics.map(async (topic) => [topic, await codecs.of<Content>(topic)] as const)),
    ),
  );
  const consumer = createConsumer({
    kafka,
    kit,
    producer,
    group: serviceName,
    paceMs: 1_000,
    topics: consumedTopics,
    step: decoded(
      codecOf,
      createIntake({
        database,
        connections,
        encode: (delivery) => deliveries.encode(delivery),
        wake: writers.wake,
      }),
    ),
  });
  await consumer.start();
  kit.onShutdown('consumer', consumer.stop);
}
