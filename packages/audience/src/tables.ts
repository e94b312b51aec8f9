import type { Database } from '@throughline/database';
import type { OutboxTables } from '@throughline/outbox';
import type { Generated, JSONColumnType, Transaction } from 'kysely';

/** Schema `audience`; the migration says what each is for. Times are epoch milliseconds, UTC. */
export interface AudienceTables extends OutboxTables {
  statements: {
    id: Generated<number>;
    interaction_id: string;
    identifier: string;
    purpose: string;
    state: string;
    trusted: boolean;
    effective_at: number;
    recorded_at: number;
    withdrawn_at: number | null;
  };
  owners: {
    identifier: string;
    anchor: string;
    customer_id: string;
    valid_from: number | null;
    valid_to: number | null;
    version: number;
  };
  consents: {
    identifier: string;
    purpose: string;
    customer_id: string;
    state: string;
    version: number;
    interaction_id: string | null;
    effective_at: number;
    recorded_at: number;
  };
  profiles: { customer_id: string; evaluated_at: number };
  segments: {
    segment_id: string;
    name: string;
    definition: JSONColumnType<object>;
    enabled: boolean;
    changed_at: Generated<Date>;
  };
  memberships: {
    customer_id: string;
    segment_id: string;
    member: boolean;
    version: number;
    changed_at: number;
  };
}

export type AudienceDatabase = Database<AudienceTables>;
export type AudienceTransaction = Transaction<AudienceTables>;
