import { sql } from 'kysely';
import type { Failure, FollowedSource } from './following.ts';
import type { Executor } from './tables.ts';

export const timeOf = (time: Date | null | undefined): number | null => time?.getTime() ?? null;
const failureOf = (row: { error_code: string | null; error_at: Date | null }): Failure | null =>
  row.error_code === null ? null : { code: row.error_code, at: timeOf(row.error_at) };

async function details(kysely: Executor, ids: ReadonlyArray<string>) {
  const [subscriptions, feeds, streams, scheduled, days, jobs] = await Promise.all([
    kysely
      .selectFrom('subscriptions')
      .selectAll()
      .where('source_id', 'in', [...ids])
      .execute(),
    kysely
      .selectFrom('feeds')
      .selectAll()
      .where('source_id', 'in', [...ids])
      .execute(),
    kysely
      .selectFrom('streams')
      .selectAll()
      .where('source_id', 'in', [...ids])
      .execute(),
    kysely
      .selectFrom('tasks')
      .selectAll()
      .where('source_id', 'in', [...ids])
      .where('kind', 'in', ['subscription', 'feed'])
      .orderBy('name')
      .execute(),
    kysely
      .selectFrom('completeness')
      .select((row) => [
        'source_id',
        row.fn.countAll<number>().as('days'),
        row.fn.count<number>('checked_at').as('done'),
        sql<number>`coalesce(sum(vendor_count), 0)::bigint`.as('found'),
        sql<number>`coalesce(sum(greatest(0, vendor_count - archived_count - fetched)), 0)::bigint`.as(
          'missing',
        ),
        sql<number>`coalesce(sum(brought), 0)::bigint`.as('fetched'),
      ])
      .where('source_id', 'in', [...ids])
      .where('backfill', '=', true)
      .groupBy('source_id')
      .execute(),
    kysely
      .selectFrom('jobs')
      .select((row) => ['source_id', 'lane', 'state', row.fn.countAll<number>().as('count')])
      .where('source_id', 'in', [...ids])
      // As the index has it.
      .where(sql<boolean>`state <> 'done'`)
      .groupBy(['source_id', 'lane', 'state'])
      .execute(),
  ]);
  return { subscriptions, feeds, streams, scheduled, days, jobs };
}

/** How sources are followed: all, or those named. */
export async function readSources(
  kysely: Executor,
  ids?: ReadonlyArray<string>,
): Promise<ReadonlyArray<FollowedSource>> {
  let query = kysely.selectFrom('sources').selectAll().orderBy('source_id');
  if (ids !== undefined) query = query.where('source_id', 'in', [...ids]);
  const rows = ids?.length === 0 ? [] : await query.execute();
  if (rows.length === 0) return [];
  const all = await details(
    kysely,
    rows.map((row) => row.source_id),
  );
  return rows.map((row): FollowedSource => {
    const own = <T extends { source_id: string }>(list: ReadonlyArray<T>) =>
      list.filter((one) => one.source_id === row.source_id);
    const scheduled = own(all.scheduled);
    const [stream] = own(all.streams);
    const [days] = own(all.days);
    const jobs = own(all.jobs);
    const waiting = (lane: string) =>
      jobs.find((one) => one.state === 'waiting' && one.lane === lane)?.count ?? 0;
    return {
      sourceId: row.source_id,
      platform: row.platform,
      state: row.state as FollowedSource['state'],
      error: failureOf(row),
      pausedUntil: timeOf(row.paused_until),
      awaySince: timeOf(row.away_since),
      followedSince: row.followed_since.getTime(),
      subscriptions: scheduled
        .filter((task) => task.kind === 'subscription')
        .map((task) => {
          const held = own(all.subscriptions).find((one) => one.key === task.name);
          return {
            key: task.name,
            remoteId: held?.remote_id ?? null,
            expiresAt: timeOf(held?.expires_at),
            provenAt: timeOf(held?.proven_at),
            dueAt: task.due_at.getTime(),
            error: failureOf(task),
          };
        }),
      feeds: scheduled
        .filter((task) => task.kind === 'feed')
        .map((task) => ({
          feed: task.name,
          readAt: timeOf(own(all.feeds).find((one) => one.feed === task.name)?.read_at),
          dueAt: task.due_at.getTime(),
          error: failureOf(task),
        })),
      stream:
        stream === undefined
          ? null
          : {
              open: stream.state === 'open',
              heardUntil: timeOf(stream.heard_until),
              error: failureOf(stream),
            },
      backfill: {
        days: days?.days ?? 0,
        done: days?.done ?? 0,
        found: days?.found ?? 0,
        missing: days?.missing ?? 0,
        fetched: days?.fetched ?? 0,
      },
      jobs: {
        live: waiting('live'),
        retry: waiting('retry'),
        backfill: waiting('backfill'),
        failed: jobs.reduce((sum, one) => sum + (one.state === 'failed' ? one.count : 0), 0),
      },
    };
  });
}
