import type { Executor, FollowingDatabase } from './tables.ts';

export interface HeldSubscription {
  readonly key: string;
  readonly remoteId: string;
  /** SHA-256 of the URL that it delivers to. */
  readonly urlDigest: string;
  /** Epoch milliseconds UTC. */
  readonly expiresAt: number | null;
  readonly provenAt: Date;
}

/** The subscriptions that we hold at vendors. */
export interface HeldSubscriptions {
  get(sourceId: string, key: string): Promise<HeldSubscription | undefined>;
  /** The key of the subscription that the vendor calls so. */
  keyOf(sourceId: string, remoteId: string): Promise<string | undefined>;
  keys(sourceId: string): Promise<ReadonlyArray<string>>;
  put(sourceId: string, subscription: HeldSubscription, trx: Executor): Promise<void>;
  remove(sourceId: string, key: string, trx: Executor): Promise<void>;
}

export function createHeldSubscriptions({ kysely }: FollowingDatabase): HeldSubscriptions {
  return {
    async get(sourceId, key) {
      const row = await kysely
        .selectFrom('subscriptions')
        .selectAll()
        .where('source_id', '=', sourceId)
        .where('key', '=', key)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      return {
        key,
        remoteId: row.remote_id,
        urlDigest: row.url_digest,
        expiresAt: row.expires_at?.getTime() ?? null,
        provenAt: row.proven_at,
      };
    },
    async keyOf(sourceId, remoteId) {
      const row = await kysely
        .selectFrom('subscriptions')
        .select('key')
        .where('source_id', '=', sourceId)
        .where('remote_id', '=', remoteId)
        .executeTakeFirst();
      return row?.key;
    },
    async keys(sourceId) {
      const rows = await kysely
        .selectFrom('subscriptions')
        .select('key')
        .where('source_id', '=', sourceId)
        .execute();
      return rows.map(({ key }) => key);
    },
    async put(sourceId, { key, remoteId, urlDigest, expiresAt, provenAt }, trx) {
      const values = {
        remote_id: remoteId,
        url_digest: urlDigest,
        expires_at: expiresAt === null ? null : new Date(expiresAt),
        proven_at: provenAt,
      };
      await trx
        .insertInto('subscriptions')
        .values({ source_id: sourceId, key, ...values })
        .onConflict((conflict) => conflict.columns(['source_id', 'key']).doUpdateSet(values))
        .execute();
    },
    async remove(sourceId, key, trx) {
      await trx
        .deleteFrom('subscriptions')
        .where('source_id', '=', sourceId)
        .where('key', '=', key)
        .execute();
    },
  };
}
