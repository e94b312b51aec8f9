import { daysBetween } from './days.ts';
import { later, type Clock, type Executor, type FollowingDatabase } from './tables.ts';
import type { Tasks } from './tasks.ts';

/** What has come in shortly before is still on its way to the archive: comparing at once would fetch it twice. */
const SETTLE_MS = 10 * 60_000;
/** Longer ago is the business of a back-fill that a person asks for. */
const MOST_DAYS = 92;

export interface Gaps {
  /**
   * Something may have been missed between these times: every feed is read now, and the days are compared soon.
   * In the transaction, if any, that ends the gap.
   */
  open(
    sourceId: string,
    span: { readonly from: Date; readonly to: Date },
    executor?: Executor,
  ): Promise<void>;
}

export function createGaps(database: FollowingDatabase, tasks: Tasks, now: Clock): Gaps {
  return {
    async open(sourceId, { from, to }, executor = database.kysely) {
      const at = now();
      const feeds = await executor
        .selectFrom('tasks')
        .select('name')
        .where('source_id', '=', sourceId)
        .where('kind', '=', 'feed')
        .execute();
      await tasks.ask(
        [
          ...feeds.map(({ name }) => ({ sourceId, kind: 'feed' as const, name, dueAt: at })),
          ...daysBetween(from, to, MOST_DAYS).map((name) => ({
            sourceId,
            kind: 'day' as const,
            name,
            lane: 'retry' as const,
            dueAt: later(at, SETTLE_MS),
          })),
        ],
        executor,
      );
    },
  };
}
