import { sql } from 'kysely';
import type { Brought } from './jobs.ts';
import { objectKey } from './objects.ts';
import type { FollowingDatabase } from './tables.ts';

/** By {@link objectKey}, epoch milliseconds. */
export type ReceivedAt = ReadonlyMap<string, number>;

export interface Receipts {
  /**
   * Notes what is about to be written, before it is.
   * @param at epoch milliseconds
   * @returns when each object counts as received: `at`; but of what an attempt that was cut short may have written already, as then,
   *   so that the same content is the same revision; and always later than the content before it
   */
  note(sourceId: string, brought: ReadonlyArray<Brought>, at: number): Promise<ReceivedAt>;
  /** Forgets what was received before. */
  sweep(before: Date): Promise<void>;
}

export function createReceipts({ kysely }: FollowingDatabase): Receipts {
  return {
    async note(sourceId, brought, at) {
      if (brought.length === 0) return new Map();
      // One statement may touch a row once; in order, as two replicas may touch the same.
      const latest = new Map(brought.map((one) => [objectKey(one.objectType, one.objectId), one]));
      const rows = [...latest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
      const noted = await sql<{ type: string; id: string; receivedAt: number }>`
        insert into fetcher.receipts as known (source_id, object_type, object_id, content_hash, received_at)
        select ${sourceId}, "objectType", "objectId", "contentHash", ${at}::bigint
          from json_to_recordset(${JSON.stringify(rows)}::json) as given ("objectType" text, "objectId" text, "contentHash" text)
        on conflict (source_id, object_type, object_id) do update set
          content_hash = excluded.content_hash,
          received_at = case when known.content_hash = excluded.content_hash then known.received_at
                             else greatest(excluded.received_at, known.received_at + 1) end
        returning object_type as type, object_id as id, received_at as "receivedAt"`.execute(kysely);
      return new Map(noted.rows.map(({ type, id, receivedAt }) => [objectKey(type, id), receivedAt]));
    },

    async sweep(before) {
      await sql`delete from fetcher.receipts where received_at < ${before.getTime()}`.execute(kysely);
    },
  };
}
