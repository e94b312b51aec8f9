import type { Database } from '@throughline/database';
import type { OutboxTables } from '@throughline/outbox';
import type { Generated, JSONColumnType, Transaction } from 'kysely';

/** Schema `scoring`; the migration says what each is for. Times are epoch milliseconds, UTC. */
export interface ScoringTables extends OutboxTables {
  scores: {
    customer_id: string;
    version: number;
    value: number;
    as_of: number;
    half_life_days: number;
    contributions: number;
    last_contribution_at: number | null;
    by_rule: JSONColumnType<Record<string, number>>;
  };
  signals: {
    signal_id: string;
    customer_id: string;
    signal: string;
    rule: string;
    window: string;
    interaction_id: string | null;
    values: JSONColumnType<Record<string, string>>;
    occurred_at: number;
    recorded_at: Generated<Date>;
  };
  rule_sets: {
    id: Generated<number>;
    definition: JSONColumnType<object>;
    saved_at: Generated<Date>;
  };
}

export type ScoringDatabase = Database<ScoringTables>;
export type ScoringTransaction = Transaction<ScoringTables>;
