import type { Database } from '@throughline/database';
import type { FetchRequest } from '@throughline/schemas';
import { sql, type Selectable } from 'kysely';
import type { FetcherTables } from './tables.ts';

export type Job = Selectable<FetcherTables['jobs']>;

/** A fetch takes seconds; one whose replica died is taken up by another after this. */
const LEASE_SECONDS = 120;

export interface Jobs {
  /** Asks for the objects; requests for the same object become one. */
  request(requests: ReadonlyArray<FetchRequest>): Promise<void>;
  /** Leases up to `limit` jobs that are due, the live lane first. */
  claim(limit: number): Promise<ReadonlyArray<Job>>;
  /** The object was brought (or found gone); asked for again meanwhile, it stays due. */
  finish(job: Job, contentHash: string): Promise<void>;
  retry(job: Job, code: string, delayMs: number): Promise<void>;
  fail(job: Job, code: string): Promise<void>;
}

const idOf = (request: FetchRequest): string =>
  JSON.stringify([request.sourceId, request.objectType, request.objectId]);

export function createJobs(database: Database<FetcherTables>): Jobs {
  const one = (job: Job) =>
    database.kysely
      .updateTable('jobs')
      .where('source_id', '=', job.source_id)
      .where('object_type', '=', job.object_type)
      .where('object_id', '=', job.object_id);

  return {
    async request(requests) {
      // One statement may touch a row once: the last request of an object stands for those before it.
      const latest = [...new Map(requests.map((request) => [idOf(request), request])).values()];
      if (latest.length === 0) return;
      await database.transaction((trx) =>
        trx
          .insertInto('jobs')
          .values(
            latest.map((request) => ({
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
            })),
          )
          .onConflict((conflict) =>
            conflict.columns(['source_id', 'object_type', 'object_id']).doUpdateSet((row) => ({
              change: row.ref('excluded.change'),
              parameters: row.ref('excluded.parameters'),
              lane: row.ref('excluded.lane'),
              requested_at: row.ref('excluded.requested_at'),
              digest: row.ref('excluded.digest'),
              delivery_id: row.ref('excluded.delivery_id'),
              generation: sql<number>`jobs.generation + 1`,
              state: 'waiting',
              attempt: 0,
              due_at: sql<Date>`now()`,
              error_code: null,
            })),
          )
          .execute(),
      );
    },

    claim: (limit) =>
      database.transaction((trx) =>
        trx
          .updateTable('jobs')
          .set({ leased_until: sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})` })
          .where(({ eb, refTuple, selectFrom }) =>
            eb(
              refTuple('source_id', 'object_type', 'object_id'),
              'in',
              selectFrom('jobs')
                .select(['source_id', 'object_type', 'object_id'])
                .where('state', '=', 'waiting')
                .where('due_at', '<=', sql<Date>`now()`)
                .where((free) =>
                  free.or([free('leased_until', 'is', null), free('leased_until', '<', sql<Date>`now()`)]),
                )
                .orderBy(sql`lane <> 'live'`)
                .orderBy('due_at')
                .limit(limit)
                .forUpdate()
                .skipLocked()
                .$asTuple('source_id', 'object_type', 'object_id'),
            ),
          )
          .returningAll()
          .execute(),
      ),

    async finish(job, contentHash) {
      await one(job)
        .set({
          content_hash: contentHash,
          fetched_at: sql<Date>`now()`,
          leased_until: null,
          error_code: null,
          state: sql<string>`case when generation = ${job.generation} then 'done' else 'waiting' end`,
        })
        .execute();
    },

    async retry(job, code, delayMs) {
      await one(job)
        .set({
          leased_until: null,
          error_code: code,
          attempt: sql<number>`attempt + 1`,
          due_at: sql<Date>`now() + make_interval(secs => ${delayMs / 1000})`,
        })
        .execute();
    },

    async fail(job, code) {
      await one(job)
        .set({
          leased_until: null,
          error_code: code,
          state: sql<string>`case when generation = ${job.generation} then 'failed' else 'waiting' end`,
        })
        .execute();
    },
  };
}
