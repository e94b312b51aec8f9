import type { Database } from '@throughline/database';
import type { Generated, Kysely, Selectable, Transaction } from 'kysely';

/** Whose turn comes first at one vendor: what happens now, what is made good, what is history. */
export type Lane = 'live' | 'retry' | 'backfill';

/** The tables of the schema `fetcher`. */
export interface FollowingTables {
  jobs: {
    source_id: string;
    object_type: string;
    object_id: string;
    platform: string;
    family: string;
    change: string;
    parameters: Record<string, string>;
    lane: string;
    requested_at: number;
    digest: string;
    delivery_id: string;
    generation: Generated<number>;
    state: Generated<string>;
    attempt: Generated<number>;
    due_at: Generated<Date>;
    leased_until: Date | null;
    error_code: string | null;
    content_hash: string | null;
    fetched_at: Date | null;
    day: string | null;
    listed: string | null;
  };
  sources: {
    source_id: string;
    platform: string;
    state: Generated<string>;
    error_code: string | null;
    error_at: Date | null;
    paused_until: Date | null;
    away_since: Date | null;
    seen_at: Date | null;
    followed_since: Date;
    settings_version: Generated<number>;
    key_id: string | null;
    settings: Buffer | null;
    backfill_days: number | null;
  };
  tokens: {
    source_id: string;
    key_id: string | null;
    sealed: Buffer | null;
    renewed_at: Date | null;
  };
  tasks: {
    source_id: string;
    kind: TaskKind;
    name: string;
    lane: Generated<Lane>;
    due_at: Date;
    generation: Generated<number>;
    asked: string | null;
    attempt: Generated<number>;
    leased_until: Date | null;
    lease: string | null;
    error_code: string | null;
    error_at: Date | null;
    done_at: Date | null;
  };
  subscriptions: {
    source_id: string;
    key: string;
    remote_id: string;
    url_digest: string;
    expires_at: Date | null;
    proven_at: Date;
  };
  feeds: { source_id: string; feed: string; cursor: string; started_at: Date; read_at: Date };
  completeness: {
    source_id: string;
    day: string;
    backfill: Generated<boolean>;
    vendor_count: number | null;
    archived_count: number | null;
    fetched: Generated<number>;
    brought: Generated<number>;
    checked_at: Date | null;
    page: string | null;
    listed: Generated<number>;
    present: Generated<number>;
  };
  streams: {
    source_id: string;
    lease: string | null;
    leased_until: Date | null;
    state: Generated<string>;
    heard_until: Date | null;
    attempt: Generated<number>;
    due_at: Date;
    error_code: string | null;
    error_at: Date | null;
  };
}

export type TaskKind = 'subscription' | 'feed' | 'day';
export type Job = Selectable<FollowingTables['jobs']>;
export type Task = Selectable<FollowingTables['tasks']> & {
  readonly platform: string;
  /** The source is deleted. */
  readonly leaving: boolean;
};
export type FollowingDatabase = Database<FollowingTables>;
export type FollowingTransaction = Transaction<FollowingTables>;
/** A statement of its own, or one of a transaction. */
export type Executor = Kysely<FollowingTables>;
export type Clock = () => Date;

export const later = (time: Date, milliseconds: number): Date => new Date(time.getTime() + milliseconds);
