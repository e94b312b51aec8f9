import { fetcherErrors, type Task, type TaskKind } from '@throughline/following';
import type { Lender } from '../access/lender.ts';
import { taskFailed } from '../events.ts';
import { asCoded, delayOf, isOfSource } from '../failure.ts';
import type { SourceFinder } from '../source-finder.ts';
import { checkDay } from './day.ts';
import type { Errand, TaskDeps } from './deps.ts';
import { readFeed } from './feed.ts';
import { keepSubscription } from './subscription.ts';

export interface RunTaskDeps extends TaskDeps {
  readonly sources: SourceFinder;
  readonly lender: Lender;
}

/** What trying again soon does not mend is tried again after this, until a person mends it. */
const HOPELESS_MS = 60 * 60_000;
const HELD_MS = 1_000;

/** Runs a task of whatever kind; one that fails comes again later, for ever, with its error to be seen. */
export function runTask(deps: RunTaskDeps) {
  const run: Readonly<Record<TaskKind, (errand: Errand) => Promise<void>>> = {
    subscription: keepSubscription(deps),
    feed: readFeed(deps),
    day: checkDay(deps),
  };

  async function attempt(task: Task): Promise<void> {
    const source = await (task.leaving
      ? deps.sources.findLeaving(task.source_id)
      : deps.sources.find(task.source_id));
    if (source === undefined) throw fetcherErrors.sourceGone({ detail: { sourceId: task.source_id } });
    await run[task.kind]({ task, source, leaving: task.leaving, api: deps.lender.apiOf(source) });
  }

  return async function runOneTask(task: Task): Promise<void> {
    try {
      await attempt(task);
    } catch (thrown) {
      const error = asCoded(thrown);
      const { platform } = task;
      const detail = { sourceId: task.source_id, name: task.name, attempt: task.attempt, err: thrown };
      deps.metrics.observe(taskFailed({ kind: task.kind, platform, code: error.code }, { detail }));
      const delay = isOfSource(error)
        ? HELD_MS
        : error.retryable
          ? delayOf(task.attempt, error)
          : HOPELESS_MS;
      await deps.tasks.retry(task, error.code, delay);
    }
  };
}
