import type {
  Clock,
  Completeness,
  FeedPositions,
  FollowingDatabase,
  Gaps,
  HeldSubscriptions,
  Jobs,
  Receipts,
  Task,
  Tasks,
} from '@throughline/following';
import type { Api } from '@throughline/platforms';
import type { Kit } from '@throughline/service-kit';
import type { Archive } from '@throughline/archive';
import type { Recorder } from '../records.ts';
import type { Requests } from '../requests.ts';
import type { VendorSource } from '../source-finder.ts';

/** What looking after subscriptions, feeds and history needs. */
export interface TaskDeps {
  readonly database: FollowingDatabase;
  readonly tasks: Tasks;
  readonly jobs: Pick<Jobs, 'listed' | 'contentOf' | 'note'>;
  readonly receipts: Pick<Receipts, 'note'>;
  readonly subscriptions: HeldSubscriptions;
  readonly feeds: FeedPositions;
  readonly completeness: Completeness;
  readonly gaps: Gaps;
  readonly requests: Requests;
  readonly recorder: Recorder;
  readonly archive: Pick<Archive, 'existing'>;
  /** The URL at which the edge takes a source's deliveries. */
  readonly urlOf: (source: VendorSource) => string;
  readonly now: Clock;
  readonly metrics: Kit['metrics'];
}

/** A task with the source that it is of. */
export interface Errand {
  readonly task: Task;
  readonly source: VendorSource;
  readonly api: Api<unknown>;
  /** The source is deleted: what it wants is nothing. */
  readonly leaving: boolean;
}

const LOOK_BACK_MS = 24 * 60 * 60_000;

/** What begins anew may have missed what came shortly before; further back is the business of the back-fill. */
export const beforeBeginning = (now: Date): Date => new Date(now.getTime() - LOOK_BACK_MS);
