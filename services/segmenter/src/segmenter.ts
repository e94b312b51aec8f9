import { createAudience, createSegmentSource, migrations } from '@throughline/audience';
import type { Audience, AudienceTables } from '@throughline/audience';
import { openDatabase } from '@throughline/database';
import { createRelay } from '@throughline/outbox';
import type { Consent, SegmentMembership } from '@throughline/schemas';
import { whenThere } from '@throughline/service-kit';
import type { Kit } from '@throughline/service-kit';
import { createConsumer, decoded, openStreams } from '@throughline/streams';
import type { Codecs } from '@throughline/streams';
import type { SegmenterConfig } from './config.ts';
import { membershipsChanged, notLookedAgain, segmentsNotRead } from './events.ts';
import { consumedTopics, segmentBatch } from './step.ts';
import type { Consumed } from './step.ts';

/** Customers looked at in one transaction. */
const PAGE = 500;
/** How often it asks whether anybody is due: what a changed definition waits at most. */
const ASK_MS = 15_000;

async function codecsOfConsumed(codecs: Codecs) {
  const entries = consumedTopics.map(
    async (topic) => [topic, await codecs.of<Consumed[keyof Consumed]>(topic)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Looks again at everybody who is due. */
async function lookAgainAtAll(audience: Audience, kit: Kit, lookAgainMs: number): Promise<void> {
  for (let looked = PAGE; looked === PAGE && !kit.signal.aborted;) {
    const outcome = await audience.lookAgain(Date.now() - lookAgainMs, PAGE);
    if (outcome.memberships > 0)
      kit.metrics.observe(membershipsChanged({ cause: 'clock' }, { value: outcome.memberships }));
    looked = outcome.looked;
  }
}

/** Wires and starts the segmenter; what it opens is closed by the kit. */
export async function startSegmenter(config: SegmenterConfig, kit: Kit): Promise<void> {
  const database = openDatabase<AudienceTables>(kit, { url: config.DATABASE_URL, schema: migrations.schema });
  const { kafka, producer, codecs } = openStreams(config, kit);
  const [consents, memberships, consumed] = await whenThere(kit, 'registry', () =>
    Promise.all([
      codecs.of<Consent>('consents'),
      codecs.of<SegmentMembership>('segments'),
      codecsOfConsumed(codecs),
    ]),
  );
  const segments = await whenThere(kit, 'segments', () =>
    createSegmentSource(database, {
      refreshMs: config.SEGMENTER_SEGMENTS_REFRESH_MS,
      onError: (error) => kit.metrics.observe(segmentsNotRead({}, { detail: { err: error } })),
    }),
  );
  kit.onShutdown('segments', segments.close);
  const audience = createAudience({
    database,
    encode: { consent: consents.encode, membership: memberships.encode },
    segments: segments.current,
  });

  const relay = createRelay({ database, producer, kit });
  kit.onShutdown('relay', () => relay.stop());
  relay.start();

  const consumer = createConsumer({
    kafka,
    kit,
    producer,
    group: 'segmenter',
    paceMs: 500,
    topics: consumedTopics,
    step: decoded(consumed, segmentBatch({ audience, metrics: kit.metrics })),
    maxBatch: config.SEGMENTER_MAX_BATCH,
  });
  kit.onShutdown('consumer', () => consumer.stop());
  await consumer.start();

  let looking = false;
  const lookAgain = setInterval(() => {
    if (looking) return;
    looking = true;
    lookAgainAtAll(audience, kit, config.SEGMENTER_LOOK_AGAIN_MS)
      .catch((error: unknown) => kit.metrics.observe(notLookedAgain({}, { detail: { err: error } })))
      .finally(() => {
        looking = false;
      });
  }, ASK_MS);
  kit.onShutdown('look again', () => clearInterval(lookAgain));
}
