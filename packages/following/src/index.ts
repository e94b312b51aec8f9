export { createCompleteness, type Completeness, type DayCheck, type KnownDay } from './completeness.ts';
export { createFollowing } from './console.ts';
export type {
  BackfillProgress,
  DayCompleteness,
  FailedJob,
  Failure,
  FollowedFeed,
  FollowedSource,
  FollowedSubscription,
  Following,
} from './following.ts';
export { addDays, DAY_MS, dayOf, startOf } from './days.ts';
export * from './errors.ts';
export { fetcherErrors } from './fetcher-errors.ts';
export { createFeedPositions, type FeedPosition, type FeedPositions } from './feeds.ts';
export { createGaps, type Gaps } from './gaps.ts';
export { createHeldSubscriptions, type HeldSubscription, type HeldSubscriptions } from './subscriptions.ts';
export { createJobs, type Brought, type JobRequest, type Jobs } from './jobs.ts';
export { createFollowedSources, type FollowedRow, type FollowedSources } from './sources.ts';
export { createStreamLeases, type StreamLease, type StreamLeases } from './streams.ts';
export { later } from './tables.ts';
export type {
  Clock,
  FollowingDatabase,
  FollowingTables,
  FollowingTransaction,
  Job,
  Lane,
  Task,
  TaskKind,
} from './tables.ts';
export { objectKey } from './objects.ts';
export { createReceipts, type ReceivedAt, type Receipts } from './receipts.ts';
export { createTasks, type NewTask, type Tasks } from './tasks.ts';
export { createTokenStore, type Grant, type TokenStore } from './tokens.ts';

/** The schema of this package; `packages/setup` and the tests bring it up to date with `migrate`. */
export const migrations = { schema: 'fetcher', directory: new URL('../migrations/', import.meta.url) };
