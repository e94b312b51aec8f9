import { createDatabase, migrate } from '@throughline/database';
import type { Score, Signal } from '@throughline/schemas';
import { testStack } from '@throughline/stack/testing';
import { sql } from 'kysely';
import { afterAll, beforeEach } from 'vitest';
import { createScores, createScoring, defaultRuleSet, migrations } from './index.ts';
import type { ScoringTables } from './index.ts';
import { resolvedInteraction } from './testing.ts';

/** When every test begins, and the noon before. */
export const NOW = Date.UTC(2026, 10, 21);
export const NOON = Date.UTC(2026, 10, 20, 12);

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

/** For the tests of a file: scoring on a database of its own, which is empty before each of them. */
export async function openTestScoring() {
  const stack = await testStack();
  const { url } = await stack.createDatabase();
  await migrate({ url, ...migrations });
  const database = createDatabase<ScoringTables>({ url, schema: 'scoring', applicationName: 'scoring-test' });
  let now = NOW;
  beforeEach(async () => {
    now = NOW;
    await sql`truncate scoring.interactions, scoring.contributions, scoring.anchors, scoring.erased_customers, scoring.scores,
      scoring.signals, scoring.signal_anchors, scoring.rule_sets, scoring.outbox`.execute(database.kysely);
  });
  afterAll(async () => {
    await database.close();
    await stack.cleanUp();
  });

  async function announced<T>(topic: string): Promise<T[]> {
    const { rows } = await sql<{ value: Buffer }>`
      select value from scoring.outbox where topic = ${topic} order by id`.execute(database.kysely);
    return rows.map(({ value }) => JSON.parse(value.toString()));
  }

  return {
    database,
    setTime: (time: number) => void (now = time),
    scoring: () =>
      createScoring({
        database,
        encode: { score: json, signal: json },
        ruleSet: () => defaultRuleSet,
        now: () => now,
      }),
    scores: () => createScores(database, () => now),
    announcedScores: () => announced<Score>('scores'),
    /** Signals as `signal customer`. */
    raised: async () =>
      (await announced<Signal>('signals')).map(({ signal, customerId }) => `${signal} ${customerId}`),
  };
}

/** So many clicks, a second apart. */
export const clicks = (count: number, options?: Parameters<typeof resolvedInteraction>[1], from = 0) =>
  Array.from({ length: count }, (_, n) =>
    resolvedInteraction(
      {
        interactionId: `click-${options?.anchor ?? ''}-${from + n}`,
        event: 'cta_clicked',
        occurredAt: NOON + (from + n) * 1000,
      },
      options,
    ),
  );
