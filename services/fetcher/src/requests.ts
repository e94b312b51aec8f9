import type {
  Clock,
  FollowingDatabase,
  FollowingTransaction,
  Gaps,
  HeldSubscriptions,
  JobRequest,
  Jobs,
  NewTask,
  Tasks,
} from '@throughline/following';
import { FEED, SUBSCRIPTION } from '@throughline/platforms';

export interface RequestsDeps {
  readonly database: FollowingDatabase;
  readonly jobs: Pick<Jobs, 'request'>;
  readonly tasks: Pick<Tasks, 'ask'>;
  readonly gaps: Gaps;
  readonly subscriptions: Pick<HeldSubscriptions, 'keyOf'>;
  readonly now: Clock;
}

/** Where pointers go: objects become jobs, feeds and subscriptions are looked after at once. */
export interface Requests {
  /** Durable when it resolves; the same again is harmless. In the transaction, if any, of what the pointers came from. */
  take(requests: ReadonlyArray<JobRequest>, trx?: FollowingTransaction): Promise<void>;
}

export function createRequests({ database, jobs, tasks, gaps, subscriptions, now }: RequestsDeps): Requests {
  async function subscriptionTasks(request: JobRequest): Promise<ReadonlyArray<NewTask & { asked: string }>> {
    const { sourceId, objectId, change } = request;
    const name = await subscriptions.keyOf(sourceId, objectId);
    if (name === undefined || (change !== 'deleted' && change !== 'changed')) return [];
    return [{ sourceId, kind: 'subscription', name, dueAt: now(), asked: change }];
  }

  async function take(requests: ReadonlyArray<JobRequest>, trx: FollowingTransaction): Promise<void> {
    const objects = requests.filter(({ objectType }) => objectType !== FEED && objectType !== SUBSCRIPTION);
    await jobs.request(objects, trx);
    const feeds = requests.filter(({ objectType }) => objectType === FEED);
    await tasks.ask(
      feeds.map(({ sourceId, objectId }) => ({ sourceId, kind: 'feed', name: objectId, dueAt: now() })),
      trx,
    );
    for (const request of requests.filter(({ objectType }) => objectType === SUBSCRIPTION)) {
      const found = await subscriptionTasks(request);
      await tasks.ask(found, trx);
      // One that we no longer know has been replaced, which opened a gap of its own.
      if (found.length > 0 && request.change === 'deleted')
        await gaps.open(request.sourceId, { from: new Date(request.requestedAt), to: now() }, trx);
    }
  }

  return {
    take: async (requests, trx) => {
      if (requests.length === 0) return;
      await (trx === undefined ? database.transaction((own) => take(requests, own)) : take(requests, trx));
    },
  };
}
