import { addDays, dayOf, startOf } from './days.ts';
import { followingErrors } from './errors.ts';
import type { Following } from './following.ts';
import { readSources, timeOf } from './read-sources.ts';
import type { Clock, FollowingDatabase } from './tables.ts';
import { createTasks } from './tasks.ts';

const MOST_DAYS = 3_660;

export function createFollowing(database: FollowingDatabase, now: Clock = () => new Date()): Following {
  const { kysely } = database;
  const tasks = createTasks(database, now);

  async function mustBeFollowed(sourceId: string): Promise<void> {
    const row = await kysely
      .selectFrom('sources')
      .select('source_id')
      .where('source_id', '=', sourceId)
      .executeTakeFirst();
    if (row === undefined) throw followingErrors.notFollowed({ detail: { sourceId } });
  }

  return {
    sources: (ids) => readSources(kysely, ids),

    async completeness({ sourceId, from, to }) {
      let query = kysely
        .selectFrom('completeness')
        .selectAll()
        .where('day', '>=', from)
        .where('day', '<', to);
      if (sourceId !== undefined) query = query.where('source_id', '=', sourceId);
      const rows = await query.orderBy('day', 'desc').orderBy('source_id').execute();
      return rows.map((row) => {
        const { vendor_count: vendorCount, archived_count: archivedCount, fetched } = row;
        const share =
          vendorCount === null || archivedCount === null
            ? null
            : vendorCount === 0
              ? 1
              : Math.min(1, (archivedCount + fetched) / vendorCount);
        return {
          sourceId: row.source_id,
          day: row.day,
          vendorCount,
          archivedCount,
          fetched,
          completeness: share,
          checkedAt: timeOf(row.checked_at),
        };
      });
    },

    async failed(sourceId, limit) {
      const rows = await kysely
        .selectFrom('jobs')
        .select(['object_type', 'object_id', 'error_code', 'fetched_at', 'attempt'])
        .where('source_id', '=', sourceId)
        .where('state', '=', 'failed')
        .orderBy('fetched_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        objectType: row.object_type,
        objectId: row.object_id,
        code: row.error_code ?? '',
        at: timeOf(row.fetched_at),
        attempts: row.attempt + 1,
      }));
    },

    async backfill(sourceId, days) {
      if (!Number.isInteger(days) || days < 0 || days > MOST_DAYS)
        throw followingErrors.spanInvalid({ detail: { days } });
      await mustBeFollowed(sourceId);
      await kysely
        .updateTable('sources')
        .set({ backfill_days: days })
        .where('source_id', '=', sourceId)
        .execute();
    },

    async check(sourceId, from, to) {
      const span = Number.isNaN(startOf(from) + startOf(to)) ? 0 : (startOf(to) - startOf(from)) / 86_400_000;
      if (span < 1 || span > MOST_DAYS) throw followingErrors.spanInvalid({ detail: { from, to } });
      await mustBeFollowed(sourceId);
      const dueAt = now();
      const days = Array.from({ length: span }, (_, index) => addDays(from, index));
      await tasks.ask(
        days
          .filter((day) => day <= dayOf(dueAt))
          .map((name) => ({ sourceId, kind: 'day', name, lane: 'retry', dueAt })),
      );
    },

    async resume(sourceId) {
      await mustBeFollowed(sourceId);
      await kysely
        .updateTable('sources')
        .set({ state: 'following', error_code: null, error_at: null, paused_until: null })
        .where('source_id', '=', sourceId)
        .where('state', '<>', 'leaving')
        .execute();
      await kysely
        .updateTable('tasks')
        .set({ due_at: now(), attempt: 0 })
        .where('source_id', '=', sourceId)
        .where('error_code', 'is not', null)
        .execute();
    },

    async retryFailed(sourceId) {
      const { numUpdatedRows } = await kysely
        .updateTable('jobs')
        .set({ state: 'waiting', attempt: 0, lane: 'retry', due_at: now() })
        .where('source_id', '=', sourceId)
        .where('state', '=', 'failed')
        .executeTakeFirstOrThrow();
      return Number(numUpdatedRows);
    },
  };
}
