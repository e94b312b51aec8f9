import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { later, type Clock, type FollowingDatabase } from './tables.ts';

/** A replica that holds a stream says so more often than this, or loses it. */
const LEASE_MS = 60_000;

export interface StreamLease {
  readonly sourceId: string;
  readonly lease: string;
  /** Up to then nothing can have been missed; null where it was never open. */
  readonly heardUntil: Date | null;
  readonly attempt: number;
}

/** Who holds which vendor's WebSocket: one replica at a time. */
export interface StreamLeases {
  ensure(sourceId: string): Promise<void>;
  /** Takes over the streams that are due and that nobody holds. */
  claim(limit: number): Promise<ReadonlyArray<StreamLease>>;
  /** Says that it is still held, and up to when everything was heard. @returns false where it was lost */
  keep(
    held: StreamLease,
    state: { readonly open: boolean; readonly heardUntil: Date | null },
  ): Promise<boolean>;
  /** Gives it up: to be opened again at `dueAt`, by whichever replica. */
  release(held: StreamLease, dueAt: Date, failure?: { readonly code: string }): Promise<void>;
  remove(sourceId: string): Promise<void>;
  list(): Promise<ReadonlyArray<string>>;
}

export function createStreamLeases(database: FollowingDatabase, now: Clock): StreamLeases {
  const { kysely } = database;
  const held = (lease: StreamLease) =>
    kysely.updateTable('streams').where('source_id', '=', lease.sourceId).where('lease', '=', lease.lease);

  return {
    async ensure(sourceId) {
      await kysely
        .insertInto('streams')
        .values({ source_id: sourceId, due_at: now() })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async claim(limit) {
      if (limit <= 0) return [];
      const at = now();
      const { rows } = await sql<{
        source_id: string;
        lease: string;
        heard_until: Date | null;
        attempt: number;
      }>`
        update fetcher.streams set lease = ${randomUUID()}, leased_until = ${later(at, LEASE_MS)}
         where source_id in (
           select stream.source_id
             from fetcher.streams as stream join fetcher.sources as source using (source_id)
            where stream.due_at <= ${at} and (stream.leased_until is null or stream.leased_until <= ${at})
              and source.state <> 'leaving' and (source.paused_until is null or source.paused_until <= ${at})
            order by stream.due_at
            limit ${limit}
              for update of stream skip locked)
        returning source_id, lease, heard_until, attempt`.execute(kysely);
      return rows.map((row) => ({
        sourceId: row.source_id,
        lease: row.lease,
        heardUntil: row.heard_until,
        attempt: row.attempt,
      }));
    },

    async keep(lease, { open, heardUntil }) {
      const row = await held(lease)
        .set({
          leased_until: later(now(), LEASE_MS),
          state: open ? 'open' : 'closed',
          heard_until: sql<Date | null>`greatest(heard_until, ${heardUntil}::timestamptz)`,
          ...(open && { attempt: 0, error_code: null, error_at: null }),
        })
        .returning('source_id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async release(lease, dueAt, failure) {
      await held(lease)
        .set({
          lease: null,
          leased_until: null,
          state: 'closed',
          due_at: dueAt,
          ...(failure !== undefined && {
            attempt: sql<number>`attempt + 1`,
            error_code: failure.code,
            error_at: now(),
          }),
        })
        .execute();
    },

    async remove(sourceId) {
      await kysely.deleteFrom('streams').where('source_id', '=', sourceId).execute();
    },

    async list() {
      const rows = await kysely.selectFrom('streams').select('source_id').execute();
      return rows.map((row) => row.source_id);
    },
  };
}
