import { createArchive } from '@throughline/archive';
import { createDatabase } from '@throughline/database';
import { createBodyStore, migrations, type BodyStore, type RawTables } from '@throughline/raw';
import type { ResolvedInteraction } from '@throughline/schemas';
import { kafkaConnectionOf, whenThere, type Kit } from '@throughline/service-kit';
import { createCodecs, createConsumer, createKafka, createProducer, decoded } from '@throughline/streams';
import { archiveInteractions } from './archive-interactions.ts';
import { archiveRaw } from './archive-raw.ts';
import type { Config } from './config.ts';

const INTERACTIONS = 'interactions.resolved';
/** Three bulk requests of a thousand: larger batches are not faster, and decoded they are most of the memory. */
const MAX_BATCH = 3_000;

function openBodies(kit: Kit, url: string): BodyStore {
  const { schema } = migrations;
  const database = createDatabase<RawTables>({ url, schema, applicationName: kit.name, poolSize: 2 });
  kit.onShutdown('database', () => database.close());
  return createBodyStore(database);
}

/** Wires the archiver: two consumers, so that a flood of raw records does not delay what people search. */
export async function start(kit: Kit, config: Config): Promise<void> {
  const archive = createArchive({
    url: config.OPENSEARCH_URL,
    indexPrefix: config.OPENSEARCH_INDEX_PREFIX,
    shards: config.ARCHIVER_SHARDS,
    replicas: config.ARCHIVER_REPLICAS,
    inFlight: config.ARCHIVER_IN_FLIGHT,
  });
  kit.onShutdown('archive', () => archive.close());
  const analysis = await whenThere(kit, 'archive', () => archive.ensureTemplates());
  kit.log.info({ analysis }, 'Index templates are in place');

  const kafka = createKafka({ ...kafkaConnectionOf(config, kit.name), log: kit.log });
  const producer = createProducer(kafka);
  kit.onShutdown('producer', () => producer.close());
  const codecs = createCodecs({
    registryUrl: config.SCHEMA_REGISTRY_URL,
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
  });
  const codec = await whenThere(kit, 'registry', () => codecs.of<ResolvedInteraction>(INTERACTIONS));

  const { metrics } = kit;
  const consumers = [
    createConsumer({
      kafka,
      kit,
      producer,
      group: 'archiver-interactions',
      maxBatch: MAX_BATCH,
      topics: [INTERACTIONS],
      step: decoded({ [INTERACTIONS]: codec }, archiveInteractions({ archive, metrics })),
    }),
    createConsumer({
      kafka,
      kit,
      producer,
      group: 'archiver-raw',
      maxBatch: MAX_BATCH,
      topics: config.ARCHIVER_RAW_TOPICS,
      step: archiveRaw({
        archive,
        metrics,
        ...(config.DATABASE_URL === undefined ? {} : { bodies: openBodies(kit, config.DATABASE_URL) }),
      }),
    }),
  ];
  for (const consumer of consumers) kit.onShutdown('consumer', () => consumer.stop());
  await Promise.all(consumers.map((consumer) => consumer.start()));
}
