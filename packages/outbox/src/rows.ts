import type { Client, QueryConfig } from 'pg';
import { asStoreError } from '@throughline/database';
import type { OutgoingRecord } from '@throughline/streams';
import { REFUSED } from './table.ts';

export interface Row {
  readonly id: number;
  readonly record: OutgoingRecord;
  /** Epoch milliseconds UTC. */
  readonly createdAt: number;
}

interface StoredRow {
  readonly id: number;
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer | null;
  readonly headers: Record<string, string>;
  readonly created_at: Date;
}

/** The outbox through the connection that holds its lock, so that who has lost the lock can do nothing. */
export interface Rows {
  /** The oldest ones, by id. Empty when there is nothing to do. */
  next(): Promise<ReadonlyArray<Row>>;
  remove(ids: ReadonlyArray<number>): Promise<void>;
  /** Leaves a row where it is, out of the others' way. */
  setAside(id: number, code: string): Promise<void>;
}

const MAX_ROWS = 2_000;
const MAX_BYTES = 4_000_000;

export function createRows(client: Client, schema: string): Rows {
  const table = `${client.escapeIdentifier(schema)}.outbox`;
  const ask = async <R extends object>(statement: QueryConfig) => {
    try {
      return await client.query<R>(statement);
    } catch (error) {
      throw asStoreError(error);
    }
  };
  return {
    next: async () => {
      // The first row always, however large it is.
      const found = await ask<StoredRow>({
        // Asked for at each announcement of any domain: planned once for a connection.
        name: 'outbox-next',
        text: `select id, topic, key, value, headers, created_at
           from (select *, sum(octet_length(coalesce(value, ''))) over (order by id) - octet_length(coalesce(value, '')) as bytes_before
                   from (select * from ${table} where not headers ? $1 order by id limit $2) as oldest) as counted
          where bytes_before < $3
          order by id`,
        values: [REFUSED, MAX_ROWS, MAX_BYTES],
      });
      return found.rows.map(({ id, topic, key, value, headers, created_at }) => ({
        id,
        record: { topic, key, value, headers },
        createdAt: created_at.getTime(),
      }));
    },
    remove: async (ids) => {
      await ask({ name: 'outbox-remove', text: `delete from ${table} where id = any($1)`, values: [ids] });
    },
    setAside: async (id, code) => {
      await ask({
        text: `update ${table} set headers = headers || jsonb_build_object($2::text, $3::text) where id = $1`,
        values: [id, REFUSED, code],
      });
    },
  };
}
