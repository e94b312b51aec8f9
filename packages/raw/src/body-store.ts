import type { Database } from '@throughline/database';
import type { Generated } from 'kysely';

/** The tables of the schema `raw`. */
export interface RawTables {
  bodies: { digest: string; body: Buffer; created_at: Generated<Date> };
}

export interface BodyStore {
  /** Durable when it resolves. The same digest twice is success. */
  put(digest: string, body: Uint8Array): Promise<void>;
  get(digest: string): Promise<Buffer | undefined>;
}

/**
 * Keeps the bodies that are too large for a Kafka record, by the digest of their raw record. A digest is salted, so that
 * two deliveries never share a body and erasing one never takes another's.
 * Each throws database.unavailable while PostgreSQL is away.
 */
export function createBodyStore({ kysely }: Pick<Database<RawTables>, 'kysely'>): BodyStore {
  return {
    put: async (digest, body) => {
      await kysely
        .insertInto('bodies')
        .values({ digest, body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) })
        .onConflict((conflict) => conflict.column('digest').doNothing())
        .execute();
    },
    get: async (digest) => {
      const row = await kysely
        .selectFrom('bodies')
        .select('body')
        .where('digest', '=', digest)
        .executeTakeFirst();
      return row?.body;
    },
  };
}
