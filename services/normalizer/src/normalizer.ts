import {
  createConnections,
  createSourceDirectory,
  migrations as connectionsMigrations,
  publicSettingsOf,
  type ConnectionsTables,
  type Source,
} from '@throughline/connections';
import { openDatabase } from '@throughline/database';
import type { NormalizeContext } from '@throughline/platforms';
import { createBodyStore, migrations as rawMigrations, type RawTables } from '@throughline/raw';
import type { FetchRequest, Interaction } from '@throughline/schemas';
import { whenThere, type Kit } from '@throughline/service-kit';
import { createConsumer, openStreams } from '@throughline/streams';
import type { Config } from './config.ts';
import { normalizeRaw } from './step.ts';

/** Wires and starts the normaliser; what it opens is closed by the kit. */
export async function startNormalizer(config: Config, kit: Kit): Promise<void> {
  const open = <Tables>(schema: string) =>
    openDatabase<Tables>(kit, { url: config.DATABASE_URL, schema, poolSize: 2 });
  const connections = createConnections({
    database: open<ConnectionsTables>(connectionsMigrations.schema),
    keys: config.CONNECTIONS_KEYS,
  });
  const directory = createSourceDirectory({ connections, log: kit.log });
  kit.onShutdown('sources', () => directory.close());
  await whenThere(kit, 'sources', () => directory.load());

  const { kafka, producer, codecs } = openStreams(config, kit);
  const [interaction, request] = await whenThere(kit, 'registry', () =>
    Promise.all([
      codecs.of<Interaction>('interactions.normalized'),
      codecs.of<FetchRequest>('fetch.requests'),
    ]),
  );

  const common = { region: config.NORMALIZER_REGION, internalDomains: config.NORMALIZER_INTERNAL_DOMAINS };
  const contexts = new WeakMap<Source, NormalizeContext>();
  /** A source that was deleted since still has its records read, without settings. */
  const contextOf = (sourceId: string): NormalizeContext => {
    const source = directory.get(sourceId);
    if (source === undefined) return { ...common, settings: {} };
    const known = contexts.get(source);
    if (known !== undefined) return known;
    const context = { ...common, settings: publicSettingsOf(source) };
    contexts.set(source, context);
    return context;
  };

  const consumer = createConsumer({
    kafka,
    kit,
    producer,
    group: 'normalizer',
    // A request to Kafka and a dozen compressed batches for each: smaller ones cost more CPU, larger ones hardly less.
    maxBatch: 512,
    maxFetchBytes: 524_288,
    topics: config.NORMALIZER_RAW_TOPICS,
    step: normalizeRaw({
      codecs: { interaction, request },
      bodies: createBodyStore(open<RawTables>(rawMigrations.schema)),
      contextOf,
      metrics: kit.metrics,
    }),
  });
  kit.onShutdown('consumer', () => consumer.stop());
  await consumer.start();
}
