import { asStoreError, databaseErrors, type Database } from '@throughline/database';
import type { Generated } from 'kysely';

/** The tables of the schema `edge`. */
export interface EdgeTables {
  spool: {
    id: Generated<number>;
    topic: string;
    key: string | null;
    value: Buffer;
    headers: Record<string, string>;
    created_at: Generated<Date>;
    refused_code: string | null;
  };
}

/** A whole Kafka record, value and headers as text or bytes. */
export interface KeptRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Record<string, string>;
}

/** Where deliveries wait in PostgreSQL while Kafka is away. */
export interface Spool {
  /** Resolves when the record is committed. @throws database.unavailable, database.timed-out */
  add(record: KeptRecord): Promise<void>;
  /** Resolves when nothing is being written any more. */
  flush(): Promise<void>;
}

const MAX_BATCH = 500;
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
/** Beyond this PostgreSQL does not keep up, and the vendors' own retries are the better queue. */
const MAX_WAITING = 20_000;

interface Waiting {
  readonly record: KeptRecord;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Inserts in batches clocked by commits: what comes while one batch is being written is the next. */
export function createSpool({ pool }: Pick<Database<EdgeTables>, 'pool'>): Spool {
  const waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;

  const takeBatch = (): Waiting[] => {
    let bytes = 0;
    let count = 0;
    while (count < waiting.length && count < MAX_BATCH && bytes < MAX_BATCH_BYTES) {
      bytes += waiting[count]?.record.value.length ?? 0;
      count += 1;
    }
    return waiting.splice(0, count);
  };
  const write = async () => {
    while (waiting.length > 0) {
      const batch = takeBatch();
      try {
        await insert(
          pool,
          batch.map(({ record }) => record),
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(asStoreError(error));
      }
    }
    writing = undefined;
  };
  return {
    add: (record) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= MAX_WAITING)
          return reject(databaseErrors.unavailable({ detail: { waiting: MAX_WAITING } }));
        waiting.push({ record, resolve, reject });
        writing ??= Promise.resolve().then(write);
      }),
    flush: async () => {
      await writing;
    },
  };
}

async function insert(pool: Database<EdgeTables>['pool'], records: ReadonlyArray<KeptRecord>): Promise<void> {
  await pool.query(
    `insert into edge.spool (topic, key, value, headers)
     select topic, key, value, headers
     from unnest($1::text[], $2::text[], $3::bytea[], $4::jsonb[]) with ordinality as given(topic, key, value, headers, position)
     order by position`,
    [
      records.map(({ topic }) => topic),
      records.map(({ key }) => key),
      records.map(({ value }) => value),
      records.map(({ headers }) => JSON.stringify(headers)),
    ],
  );
}
