import { openDatabase } from '@throughline/database';
import { createRelay } from '@throughline/outbox';
import type {
  IdentifierAssignment,
  IdentityChange,
  ResolvedInteraction,
  Score,
  Signal,
} from '@throughline/schemas';
import { createRuleSource, createScoring, migrations } from '@throughline/scoring';
import type { ScoringTables } from '@throughline/scoring';
import { whenThere } from '@throughline/service-kit';
import type { Kit } from '@throughline/service-kit';
import { createConsumer, decoded, openStreams } from '@throughline/streams';
import type { ScorerConfig } from './config.ts';
import { rulesNotRead, silenceNotChecked } from './events.ts';
import { scoreBatch } from './step.ts';
import type { Content } from './step.ts';

/** Wires and starts the scorer; what it opens is closed by the kit. */
export async function startScorer(config: ScorerConfig, kit: Kit): Promise<void> {
  const database = openDatabase<ScoringTables>(kit, { url: config.DATABASE_URL, schema: migrations.schema });
  const { kafka, producer, codecs } = openStreams(config, kit);
  const [resolved, identifiers, identity, scores, signals] = await whenThere(kit, 'registry', () =>
    Promise.all([
      codecs.of<ResolvedInteraction>('interactions.resolved'),
      codecs.of<IdentifierAssignment>('customers.identifiers'),
      codecs.of<IdentityChange>('customers.identity'),
      codecs.of<Score>('scores'),
      codecs.of<Signal>('signals'),
    ]),
  );

  const rules = await whenThere(kit, 'rules', () =>
    createRuleSource(database, {
      refreshMs: config.SCORER_RULES_REFRESH_MS,
      onError: (error) => kit.metrics.observe(rulesNotRead({}, { detail: { err: error } })),
    }),
  );
  kit.onShutdown('rules', rules.close);
  const scoring = createScoring({
    database,
    encode: { score: scores.encode, signal: signals.encode },
    ruleSet: rules.current,
  });

  const relay = createRelay({ database, producer, kit });
  kit.onShutdown('relay', () => relay.stop());
  relay.start();

  const consumer = createConsumer({
    kafka,
    kit,
    producer,
    group: 'scorer',
    paceMs: 500,
    topics: ['interactions.resolved', 'customers.identifiers', 'customers.identity'],
    step: decoded<Content>(
      {
        'interactions.resolved': resolved,
        'customers.identifiers': identifiers,
        'customers.identity': identity,
      },
      scoreBatch({ scoring, metrics: kit.metrics }),
    ),
    maxBatch: config.SCORER_MAX_BATCH,
  });
  kit.onShutdown('consumer', () => consumer.stop());
  await consumer.start();

  const silence = setInterval(() => {
    scoring.noticeSilence().catch((error: unknown) => {
      kit.metrics.observe(silenceNotChecked({}, { detail: { err: error } }));
    });
  }, config.SCORER_SILENCE_CHECK_MS);
  kit.onShutdown('silence', () => clearInterval(silence));
}
