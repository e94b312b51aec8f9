import type { Score } from '@throughline/schemas';
import { sql } from 'kysely';
import { decayed, fold } from './fold.ts';
import type { FoldedScore } from './fold.ts';
import { scoreOfRow } from './refold.ts';
import { loadRuleSet } from './rule-store.ts';
import { contributionsIn, contributionsOf } from './scores-store.ts';
import type { Holding } from './scores-store.ts';
import type { ScoringDatabase } from './tables.ts';
import { DAY_MS } from './time.ts';

/** A score and what it is worth at the moment of asking. */
export interface CurrentScore extends Score {
  /** `value` after decay. */
  readonly valueNow: number;
}

export interface RaisedSignal {
  readonly signalId: string;
  readonly signal: string;
  readonly window: string;
  readonly interactionId: string | null;
  readonly values: Readonly<Record<string, string>>;
  /** Epoch milliseconds, UTC. */
  readonly occurredAt: number;
}

/** What the console asks. */
export interface Scores {
  /** Undefined for somebody who never scored. */
  scoreOf(customerId: string): Promise<CurrentScore | undefined>;
  /** The score folded from its events, each with what it is worth, earliest first; as known at `asOf` where given. */
  explain(customerId: string, asOf?: number): Promise<FoldedScore>;
  /** What these anchors, each in its time, would bring as one customer's at `at` (epoch milliseconds): for previews. */
  pointsOf(holdings: ReadonlyArray<Holding>, at: number): Promise<number>;
  /** Those who are worth most now, best first. */
  hotLeads(limit: number): Promise<CurrentScore[]>;
  /** What was raised for somebody, latest first. */
  signalsOf(customerId: string, limit: number): Promise<RaisedSignal[]>;
}

/** The order of what scores are worth at `now`, as the exponent of 2: the worth itself would underflow after years. */
const worthOrder = (now: number) =>
  sql<number>`ln(value) / ln(2::float8) - (${now}::float8 - as_of) / (half_life_days * ${DAY_MS}::float8)`;

export function createScores(database: ScoringDatabase, now: () => number = Date.now): Scores {
  const rows = () => database.kysely.selectFrom('scores').selectAll().where('version', '>', 0);
  const current = (score: Score): CurrentScore => ({
    ...score,
    valueNow:
      score.value === 0
        ? 0
        : decayed(score.value, score.asOf, Math.max(now(), score.asOf), score.halfLifeDays),
  });
  return {
    scoreOf: async (customerId) => {
      const row = await rows().where('customer_id', '=', customerId).executeTakeFirst();
      return row === undefined ? undefined : current(scoreOfRow(row));
    },
    explain: async (customerId, asOf) => {
      const [ruleSet, contributions] = await Promise.all([
        loadRuleSet(database),
        contributionsOf(database.kysely, [customerId]),
      ]);
      return fold(contributions.get(customerId) ?? [], ruleSet, asOf);
    },
    pointsOf: async (holdings, at) => {
      const [ruleSet, contributions] = await Promise.all([
        loadRuleSet(database),
        contributionsIn(database.kysely, holdings),
      ]);
      return fold(contributions, ruleSet, at).value;
    },
    hotLeads: async (limit) => {
      const found = await rows()
        .where('value', '>', 0)
        .orderBy(worthOrder(now()), 'desc')
        .orderBy('customer_id')
        .limit(limit)
        .execute();
      return found.map((row) => current(scoreOfRow(row)));
    },
    signalsOf: async (customerId, limit) => {
      const found = await database.kysely
        .selectFrom('signals')
        .selectAll()
        .where('customer_id', '=', customerId)
        .orderBy('occurred_at', 'desc')
        .limit(limit)
        .execute();
      return found.map((row) => ({
        signalId: row.signal_id,
        signal: row.signal,
        window: row.window,
        interactionId: row.interaction_id,
        values: row.values,
        occurredAt: row.occurred_at,
      }));
    },
  };
}
