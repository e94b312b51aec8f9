/** What people see and ask of the following of sources. All times are epoch milliseconds UTC. */

export interface Failure {
  readonly code: string;
  readonly at: number | null;
}

export interface FollowedSubscription {
  readonly key: string;
  /** The vendor's id; null while it is not made yet. */
  readonly remoteId: string | null;
  /** null: does not lapse, or not made yet. */
  readonly expiresAt: number | null;
  readonly provenAt: number | null;
  readonly dueAt: number;
  readonly error: Failure | null;
}

export interface FollowedFeed {
  readonly feed: string;
  /** Everything up to then was read; null before the first reading. */
  readonly readAt: number | null;
  readonly dueAt: number;
  readonly error: Failure | null;
}

export interface BackfillProgress {
  /** Days to list, and how many of them are. */
  readonly days: number;
  readonly done: number;
  /** Objects that the vendor listed, those that are still to be brought, and those that were. */
  readonly found: number;
  readonly missing: number;
  readonly fetched: number;
}

export interface FollowedSource {
  readonly sourceId: string;
  readonly platform: string;
  /** `blocked`: the vendor refuses us, the source has to be connected again. `leaving`: deleted, taking leave. */
  readonly state: 'following' | 'blocked' | 'leaving';
  readonly error: Failure | null;
  readonly pausedUntil: number | null;
  readonly awaySince: number | null;
  readonly followedSince: number;
  readonly subscriptions: ReadonlyArray<FollowedSubscription>;
  readonly feeds: ReadonlyArray<FollowedFeed>;
  readonly stream: {
    readonly open: boolean;
    readonly heardUntil: number | null;
    readonly error: Failure | null;
  } | null;
  readonly backfill: BackfillProgress;
  /** Objects that wait to be fetched, by lane, and those given up. */
  readonly jobs: {
    readonly live: number;
    readonly retry: number;
    readonly backfill: number;
    readonly failed: number;
  };
}

export interface DayCompleteness {
  readonly sourceId: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  /** null before the first check. */
  readonly vendorCount: number | null;
  readonly archivedCount: number | null;
  readonly fetched: number;
  /** (archived + fetched) of what the vendor has, 0 to 1; 1 where the vendor has nothing; null before the first check. */
  readonly completeness: number | null;
  readonly checkedAt: number | null;
}

export interface FailedJob {
  readonly objectType: string;
  readonly objectId: string;
  readonly code: string;
  readonly at: number | null;
  readonly attempts: number;
}

export interface Following {
  /** All that are followed, or those named. */
  sources(ids?: ReadonlyArray<string>): Promise<ReadonlyArray<FollowedSource>>;
  /** Days of a source or of all, newest first; `from` and `to` as `YYYY-MM-DD`, `to` exclusive. */
  completeness(request: {
    readonly sourceId?: string;
    readonly from: string;
    readonly to: string;
  }): Promise<ReadonlyArray<DayCompleteness>>;
  /** Objects that were given up, the latest first; at most `limit`. */
  failed(sourceId: string, limit: number): Promise<ReadonlyArray<FailedJob>>;
  /** Back-fills so many days in all, from today backwards. @throws following.not-followed, following.span-invalid */
  backfill(sourceId: string, days: number): Promise<void>;
  /** Has days compared now; `to` exclusive. @throws following.not-followed, following.span-invalid */
  check(sourceId: string, from: string, to: string): Promise<void>;
  /** Ends a block or a pause: the vendor is asked again now. @throws following.not-followed */
  resume(sourceId: string): Promise<void>;
  /** Tries the given-up objects again. @returns how many */
  retryFailed(sourceId: string): Promise<number>;
}
