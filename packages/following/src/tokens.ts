import type { KeyRing } from '@throughline/connections';
import { CodedError } from '@throughline/errors';
import type { Clock, Executor, FollowingDatabase } from './tables.ts';

/** What a token endpoint gave, as it is kept. */
export interface Grant {
  readonly accessToken: string;
  /** Epoch milliseconds UTC; null where the vendor says nothing of an end. */
  readonly expiresAt: number | null;
  /** The one to use next, where the vendor rotates it. */
  readonly refreshToken?: string;
  /** Digest of the credentials that it was got with: others need a grant of their own. */
  readonly credentials: string;
}

export interface TokenStore {
  /** undefined where there is none, or none that can be read: then the credentials of the settings give a new one. */
  get(sourceId: string): Promise<Grant | undefined>;
  /** Runs `work` while no other replica can: it gets what is there now, and what it returns is kept. */
  renew(sourceId: string, work: (held: Grant | undefined) => Promise<Grant>): Promise<Grant>;
  /** Seals again, under the current key, what an older key has sealed. @returns how many rows */
  reencrypt(): Promise<number>;
}

export function createTokenStore(database: FollowingDatabase, keys: KeyRing, now: Clock): TokenStore {
  const { kysely } = database;
  const rowId = (sourceId: string) => `token/${sourceId}`;

  /** A token that cannot be read any more is worth as much as one that has lapsed. */
  function opened(sourceId: string, keyId: string, bytes: Buffer): Grant | undefined {
    try {
      return keys.open(rowId(sourceId), { keyId, bytes }) as Grant;
    } catch (error) {
      if (error instanceof CodedError) return undefined;
      throw error;
    }
  }

  async function read(sourceId: string, executor: Executor, lock: boolean): Promise<Grant | undefined> {
    const query = executor
      .selectFrom('tokens')
      .select(['key_id', 'sealed'])
      .where('source_id', '=', sourceId);
    const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
    if (row === undefined || row.key_id === null || row.sealed === null) return undefined;
    return opened(sourceId, row.key_id, row.sealed);
  }

  return {
    get: (sourceId) => read(sourceId, kysely, false),

    async renew(sourceId, work) {
      await kysely
        .insertInto('tokens')
        .values({ source_id: sourceId })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return database.transaction(
        async (trx) => {
          const held = await read(sourceId, trx, true);
          const grant = await work(held);
          if (grant === held) return grant;
          const sealed = keys.seal(rowId(sourceId), grant);
          await trx
            .updateTable('tokens')
            .set({ key_id: sealed.keyId, sealed: sealed.bytes, renewed_at: now() })
            .where('source_id', '=', sourceId)
            .execute();
          return grant;
        },
        // A vendor that rotates refresh tokens must not be asked twice because a statement of ours conflicted.
        { retries: 0 },
      );
    },

    reencrypt: () =>
      database.transaction(async (trx) => {
        const old = await trx
          .selectFrom('tokens')
          .selectAll()
          .where('key_id', '<>', keys.currentKeyId)
          .forUpdate()
          .execute();
        for (const { source_id, key_id, sealed } of old) {
          const grant = key_id === null || sealed === null ? undefined : opened(source_id, key_id, sealed);
          if (grant === undefined) continue;
          const again = keys.seal(rowId(source_id), grant);
          await trx
            .updateTable('tokens')
            .set({ key_id: again.keyId, sealed: again.bytes })
            .where('source_id', '=', source_id)
            .execute();
        }
        return old.length;
      }),
  };
}
