import { sql } from 'kysely';
import type { Executor, FollowingDatabase } from './tables.ts';

/** A day whose history is being listed. */
export interface DayCheck {
  /** Of the page to list next; null at the beginning. */
  readonly page: string | null;
  /** Objects that the vendor listed so far, and how many of them the archive has. */
  readonly listed: number;
  readonly present: number;
}

export interface KnownDay {
  readonly backfill: boolean;
  /** null: not yet. */
  readonly checkedAt: Date | null;
}

export interface Completeness {
  /** Where the check of a day stands. */
  checkOf(sourceId: string, day: string): Promise<DayCheck>;
  /** Keeps how far a check has come; `fetched` more objects were brought whole by the page, `first` of the check or not. */
  progress(
    sourceId: string,
    day: string,
    check: DayCheck,
    page: { readonly first: boolean; readonly fetched: number },
    trx: Executor,
  ): Promise<void>;
  /** The whole day is compared. */
  conclude(sourceId: string, day: string, check: DayCheck, checkedAt: Date, trx: Executor): Promise<void>;
  /** Whether so much of the back-fill waits to be fetched that listing more of it can wait. */
  isCrowded(sourceId: string): Promise<boolean>;
  /** Makes days part of the back-fill. */
  ensureBackfill(sourceId: string, days: ReadonlyArray<string>): Promise<void>;
  /** What is known of each day from `from` on. */
  days(sourceId: string, from: string): Promise<ReadonlyMap<string, KnownDay>>;
}

/** Objects of a back-fill that wait: an hour or so of most vendors' limits. */
const CROWD = 2_000;

export function createCompleteness({ kysely }: FollowingDatabase): Completeness {
  const one = (sourceId: string, day: string, executor: Executor) =>
    executor.updateTable('completeness').where('source_id', '=', sourceId).where('day', '=', day);

  return {
    async checkOf(sourceId, day) {
      const row = await kysely
        .selectFrom('completeness')
        .select(['page', 'listed', 'present'])
        .where('source_id', '=', sourceId)
        .where('day', '=', day)
        .executeTakeFirst();
      // A count without a page to go on with is of a check that is over.
      return row === undefined || row.page === null ? { page: null, listed: 0, present: 0 } : row;
    },
    async progress(sourceId, day, check, { first, fetched }, trx) {
      await trx
        .insertInto('completeness')
        .values({ source_id: sourceId, day, ...check, fetched, brought: fetched })
        .onConflict((conflict) =>
          conflict.columns(['source_id', 'day']).doUpdateSet({
            ...check,
            brought: sql<number>`completeness.brought + ${fetched}`,
            fetched: first ? fetched : sql<number>`completeness.fetched + ${fetched}`,
          }),
        )
        .execute();
    },
    async conclude(sourceId, day, { listed, present }, checkedAt, trx) {
      await one(sourceId, day, trx)
        .set({
          vendor_count: listed,
          archived_count: present,
          checked_at: checkedAt,
          page: null,
          listed: 0,
          present: 0,
        })
        .execute();
    },
    async isCrowded(sourceId) {
      const { rows } = await sql<{ waiting: number }>`
        select count(*) as waiting from (
          select 1 from fetcher.jobs where source_id = ${sourceId} and state = 'waiting' and lane = 'backfill'
           limit ${CROWD}) as crowd`.execute(kysely);
      return (rows[0]?.waiting ?? 0) >= CROWD;
    },
    async ensureBackfill(sourceId, days) {
      if (days.length === 0) return;
      await kysely
        .insertInto('completeness')
        .values(days.map((day) => ({ source_id: sourceId, day, backfill: true })))
        .onConflict((conflict) => conflict.columns(['source_id', 'day']).doUpdateSet({ backfill: true }))
        .execute();
    },
    async days(sourceId, from) {
      const rows = await kysely
        .selectFrom('completeness')
        .select(['day', 'backfill', 'checked_at'])
        .where('source_id', '=', sourceId)
        .where('day', '>=', from)
        .execute();
      return new Map(
        rows.map(({ day, backfill, checked_at: checkedAt }) => [day, { backfill, checkedAt }] as const),
      );
    },
  };
}
