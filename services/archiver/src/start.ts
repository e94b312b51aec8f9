import { createArchive } from '@throughline/archive';
import { openDatabase } from '@throughline/database';
import { createBodyStore, migrations, type BodyStore, type RawTables } from '@throughline/raw';
import type { ResolvedInteraction } from '@throughline/schemas';
import { whenThere, type Kit } from '@throughline/service-kit';
import { createConsumer, decoded, openStreams, readAs } from '@throughline/streams';
import { archiveInteractions } from './archive-interactions.ts';
import { archiveRaw } from './archive-raw.ts';
import { createCatchingUp } from './catching-up.ts';
import type { Config } from './config.ts';

const INTERACTIONS = 'interactions.resolved';
/** Three bulk requests of 1,000: with larger ones OpenSearch needs no less, with two thirds of that a tenth more. */
const MAX_BATCH = 3_000;
/** While one batch is at OpenSearch the next is decoded. External versions, and digests as ids, make their order of no account. */
const STEPS_AT_ONCE = 2;

const openBodies = (kit: Kit, url: string): BodyStore =>
  createBodyStore(openDatabase<RawTables>(kit, { url, schema: migrations.schema, poolSize: 2 }));

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

  const { kafka, producer, codecs } = openStreams(config, kit);
  const codec = await whenThere(kit, 'registry', () => codecs.of<ResolvedInteraction>(INTERACTIONS));

  const { metrics } = kit;
  const catchingUp = createCatchingUp({ archive, metrics });
  kit.onShutdown('refresh pace', () => catchingUp.close());
  await catchingUp.over();
  const consumers = [
    createConsumer({
      kafka,
      kit,
      producer,
      group: 'archiver-interactions',
      maxBatch: MAX_BATCH,
      stepsAtOnce: STEPS_AT_ONCE,
      topics: [INTERACTIONS],
      // Made into the document's text as soon as it is decoded: the record's many small objects are gone at once.
      step: decoded(
        { [INTERACTIONS]: readAs(codec, (resolved) => archive.documentWrite(resolved)) },
        archiveInteractions({ archive, catchingUp, metrics }),
      ),
    }),
    createConsumer({
      kafka,
      kit,
      producer,
      group: 'archiver-raw',
      maxBatch: MAX_BATCH,
      stepsAtOnce: STEPS_AT_ONCE,
      paceMs: 500,
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
