import type { Executor, FollowingDatabase } from './tables.ts';

export interface FeedPosition {
  readonly cursor: string;
  readonly startedAt: Date;
  /** Everything up to then has been read. */
  readonly readAt: Date;
}

/** Where each feed is read from next. */
export interface FeedPositions {
  get(sourceId: string, feed: string): Promise<FeedPosition | undefined>;
  put(sourceId: string, feed: string, position: FeedPosition, trx: Executor): Promise<void>;
  remove(sourceId: string, feed: string, trx: Executor): Promise<void>;
}

export function createFeedPositions({ kysely }: FollowingDatabase): FeedPositions {
  return {
    async get(sourceId, feed) {
      const row = await kysely
        .selectFrom('feeds')
        .selectAll()
        .where('source_id', '=', sourceId)
        .where('feed', '=', feed)
        .executeTakeFirst();
      return row && { cursor: row.cursor, startedAt: row.started_at, readAt: row.read_at };
    },
    async put(sourceId, feed, { cursor, startedAt, readAt }, trx) {
      const values = { cursor, started_at: startedAt, read_at: readAt };
      await trx
        .insertInto('feeds')
        .values({ source_id: sourceId, feed, ...values })
        .onConflict((conflict) => conflict.columns(['source_id', 'feed']).doUpdateSet(values))
        .execute();
    },
    async remove(sourceId, feed, trx) {
      await trx.deleteFrom('feeds').where('source_id', '=', sourceId).where('feed', '=', feed).execute();
    },
  };
}
