import type { FetchRequest } from '@throughline/schemas';
import { sql } from 'kysely';
import { jobsToClaim } from './claim.ts';
import { objectKey } from './objects.ts';
import {
  later,
  type Clock,
  type Executor,
  type FollowingDatabase,
  type FollowingTables,
  type Job,
} from './tables.ts';

/** A fetch takes seconds; one whose replica died is taken up by another after this. */
const LEASE_MS = 120_000;
const ROWS_AT_ONCE = 2_000;

export interface JobRequest extends FetchRequest {
  /** The day of history that asks, `YYYY-MM-DD`. */
  readonly day?: string;
  /** What the history's list said of the object: the same again is not asked for again. */
  readonly listed?: string;
  /** To be written even if its content is what was brought last: the archive lacks it. */
  readonly missing?: boolean;
}

/** Objects that were brought whole, without a job. */
export interface Brought {
  readonly objectType: string;
  readonly objectId: string;
  readonly contentHash: string;
}

export interface Jobs {
  /** Asks for the objects; requests for the same object become one. A lane that is ahead outranks one behind it. */
  request(requests: ReadonlyArray<JobRequest>, trx?: Executor): Promise<void>;
  /**
   * Leases up to `limit` jobs that are due, at most `perSource` of one source on all replicas together; the live lane
   * first. Nothing of a source that is paused or left.
   */
  claim(limit: number, perSource: number): Promise<ReadonlyArray<Job>>;
  /** The object was brought (or found gone); asked for again meanwhile, it stays due. */
  finish(job: Job, contentHash: string): Promise<void>;
  retry(job: Job, code: string, delayMs: number): Promise<void>;
  /** As `retry` without counting: the vendor was not to be asked at all. */
  hold(job: Job, code: string, delayMs: number): Promise<void>;
  fail(job: Job, code: string): Promise<void>;
  /** Which of these were listed just so before, and asked for. */
  listed(sourceId: string, fingerprints: ReadonlyArray<string>): Promise<ReadonlySet<string>>;
  /** The content that was brought last, by `objectKey`. */
  contentOf(
    sourceId: string,
    objects: ReadonlyArray<Pick<Brought, 'objectType' | 'objectId'>>,
  ): Promise<ReadonlyMap<string, string>>;
  /** Notes what was brought whole. */
  note(
    source: { readonly id: string; readonly platform: string; readonly family: string },
    brought: ReadonlyArray<Brought>,
    trx: Executor,
  ): Promise<void>;
  /** Forgets what was done before. @returns how many were forgotten */
  sweep(before: Date): Promise<number>;
}

const idOf = (request: FetchRequest): string =>
  JSON.stringify([request.sourceId, request.objectType, request.objectId]);

/** What waits in a lane ahead of the request's stays as it is. */
const keeps = sql<boolean>`jobs.state = 'waiting' and fetcher.rank(jobs.lane) < fetcher.rank(excluded.lane)`;
const kept = <T>(column: string) =>
  sql<T>`case when ${keeps} then ${sql.ref(`jobs.${column}`)} else ${sql.ref(`excluded.${column}`)} end`;

export function createJobs(database: FollowingDatabase, now: Clock = () => new Date()): Jobs {
  const one = (job: Job) =>
    database.kysely
      .updateTable('jobs')
      .where('source_id', '=', job.source_id)
      .where('object_type', '=', job.object_type)
      .where('object_id', '=', job.object_id);

  async function insert(requests: ReadonlyArray<JobRequest>, executor: Executor): Promise<void> {
    const at = now();
    await executor
      .insertInto('sources')
      .values(
        [...new Map(requests.map(({ sourceId, platform }) => [sourceId, platform]))].map(
          ([source_id, platform]) => ({ source_id, platform, followed_since: at }),
        ),
      )
      .onConflict((conflict) => conflict.column('source_id').doNothing())
      .execute();
    await executor
      .insertInto('jobs')
      .values(
        requests.map((request) => ({
          source_id: request.sourceId,
          object_type: request.objectType,
          object_id: request.objectId,
          platform: request.platform,
          family: request.family,
          change: request.change,
          parameters: request.parameters,
          lane: request.lane,
          requested_at: request.requestedAt,
          digest: request.digest,
          delivery_id: request.deliveryId,
          due_at: at,
          day: request.day ?? null,
          listed: request.listed ?? null,
          // No content has this hash.
          content_hash: request.missing === true ? 'missing' : null,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['source_id', 'object_type', 'object_id']).doUpdateSet({
          change: kept<string>('change'),
          parameters: kept<Record<string, string>>('parameters'),
          lane: kept<string>('lane'),
          requested_at: kept<number>('requested_at'),
          digest: kept<string>('digest'),
          delivery_id: kept<string>('delivery_id'),
          generation: sql<number>`jobs.generation + 1`,
          state: 'waiting',
          attempt: 0,
          due_at: sql<Date>`case when jobs.state = 'waiting' and excluded.lane <> 'live' then jobs.due_at else excluded.due_at end`,
          error_code: null,
          day: sql<string | null>`coalesce(excluded.day, jobs.day)`,
          listed: sql<string | null>`coalesce(excluded.listed, jobs.listed)`,
          content_hash: sql<string | null>`coalesce(excluded.content_hash, jobs.content_hash)`,
        }),
      )
      .execute();
  }

  return {
    async request(requests, trx) {
      // One statement may touch a row once: the last request of an object stands for those before it.
      const latest = [...new Map(requests.map((request) => [idOf(request), request])).values()];
      const all = async (executor: Executor) => {
        for (let at = 0; at < latest.length; at += ROWS_AT_ONCE)
          await insert(latest.slice(at, at + ROWS_AT_ONCE), executor);
      };
      if (latest.length === 0) return;
      await (trx === undefined ? database.transaction(all) : all(trx));
    },

    async claim(limit, perSource) {
      const at = now();
      const claim = { limit, perSource, now: at, until: later(at, LEASE_MS) };
      return (await jobsToClaim(claim).execute(database.kysely)).rows;
    },

    finish: (job, contentHash) =>
      database.transaction(async (trx) => {
        const row = await trx
          .updateTable('jobs')
          .set({
            content_hash: contentHash,
            fetched_at: now(),
            leased_until: null,
            error_code: null,
            day: null,
            state: sql<string>`case when generation = ${job.generation} then 'done' else 'waiting' end`,
          })
          .where('source_id', '=', job.source_id)
          .where('object_type', '=', job.object_type)
          .where('object_id', '=', job.object_id)
          .where('leased_until', 'is not', null)
          .returning('source_id')
          .executeTakeFirst();
        if (row === undefined || job.day === null) return;
        await trx
          .updateTable('completeness')
          .set({ fetched: sql<number>`fetched + 1`, brought: sql<number>`brought + 1` })
          .where('source_id', '=', job.source_id)
          .where('day', '=', job.day)
          .execute();
      }),

    async retry(job, code, delayMs) {
      await one(job)
        .set({
          leased_until: null,
          error_code: code,
          attempt: sql<number>`attempt + 1`,
          due_at: later(now(), delayMs),
        })
        .execute();
    },

    async hold(job, code, delayMs) {
      await one(job)
        .set({ leased_until: null, error_code: code, due_at: later(now(), delayMs) })
        .execute();
    },

    async fail(job, code) {
      await one(job)
        .set({
          leased_until: null,
          error_code: code,
          fetched_at: now(),
          state: sql<string>`case when generation = ${job.generation} then 'failed' else 'waiting' end`,
        })
        .execute();
    },

    async listed(sourceId, fingerprints) {
      if (fingerprints.length === 0) return new Set();
      const rows = await database.kysely
        .selectFrom('jobs')
        .select('listed')
        .where('source_id', '=', sourceId)
        .where('listed', 'in', [...fingerprints])
        .execute();
      return new Set(rows.flatMap(({ listed }) => (listed === null ? [] : [listed])));
    },

    async contentOf(sourceId, objects) {
      if (objects.length === 0) return new Map();
      const rows = await database.kysely
        .selectFrom('jobs')
        .select(['object_type', 'object_id', 'content_hash'])
        .where('source_id', '=', sourceId)
        .where(({ eb, refTuple, tuple }) =>
          eb(
            refTuple('object_type', 'object_id'),
            'in',
            objects.map(({ objectType, objectId }) => tuple(objectType, objectId)),
          ),
        )
        .execute();
      return new Map(rows.map((row) => [objectKey(row.object_type, row.object_id), row.content_hash ?? '']));
    },

    async note({ id, platform, family }, brought, trx) {
      if (brought.length === 0) return;
      const at = now();
      const latest = new Map(
        brought.map((object) => [objectKey(object.objectType, object.objectId), object]),
      );
      await trx
        .insertInto('jobs')
        .values(
          [...latest.values()].map(({ objectType, objectId, contentHash }): InsertedNote => ({
            source_id: id,
            platform,
            family,
            object_type: objectType,
            object_id: objectId,
            change: 'unknown',
            parameters: {},
            lane: 'live',
            requested_at: at.getTime(),
            digest: '',
            delivery_id: '',
            state: 'done',
            due_at: at,
            content_hash: contentHash,
            fetched_at: at,
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['source_id', 'object_type', 'object_id']).doUpdateSet((row) => ({
            content_hash: row.ref('excluded.content_hash'),
            fetched_at: row.ref('excluded.fetched_at'),
          })),
        )
        .execute();
    },

    async sweep(before) {
      const { numDeletedRows } = await database.kysely
        .deleteFrom('jobs')
        .where('state', '=', 'done')
        .where('fetched_at', '<', before)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

type InsertedNote = Pick<
  FollowingTables['jobs'],
  | 'source_id'
  | 'platform'
  | 'family'
  | 'object_type'
  | 'object_id'
  | 'change'
  | 'parameters'
  | 'lane'
  | 'requested_at'
  | 'digest'
  | 'delivery_id'
  | 'content_hash'
  | 'fetched_at'
> & { readonly state: string; readonly due_at: Date };
