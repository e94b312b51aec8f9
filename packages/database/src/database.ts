import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { Kysely, PostgresDialect } from 'kysely';
import type { IsolationLevel, Transaction } from 'kysely';
import { Client, Pool } from 'pg';
import type { ClientConfig } from 'pg';
import { asStoreError, isConflict } from './availability.ts';
import { databaseErrors } from './errors.ts';
import { mappedPool } from './mapped-pool.ts';
import { columnTypes } from './types.ts';

export interface DatabaseOptions {
  readonly url: string;
  /** The one schema that this domain owns; queries built by `kysely` are qualified with it. */
  readonly schema: string;
  /** Seen in pg_stat_activity. */
  readonly applicationName: string;
  /** Connections at most; 10 by default. */
  readonly poolSize?: number;
  /** Milliseconds after which the server ends a statement; 30,000 by default. */
  readonly statementTimeoutMs?: number;
  /** Milliseconds to wait for a connection, new or from the pool; 5,000 by default. */
  readonly connectTimeoutMs?: number;
}

export interface TransactionOptions {
  /** PostgreSQL's own default (read committed) unless given. */
  readonly isolation?: IsolationLevel;
  /** How often a transaction that conflicts is run again; 8 by default. */
  readonly retries?: number;
}

export interface Database<Tables> {
  /** Already `withSchema(schema)`. Connection errors arrive as `database.unavailable`. */
  readonly kysely: Kysely<Tables>;
  /** For statements that Kysely does not suit. Errors arrive as pg gives them: see `asStoreError`. */
  readonly pool: Pool;
  readonly schema: string;
  /**
   * Runs `work` in one transaction, and again (whole, with jittered back-off) after a serialization failure or deadlock,
   * so `work` must have no effect but through `trx`. If the connection is lost during the commit its outcome is unknown:
   * callers retry, and every effect is idempotent.
   * @throws database.unavailable, database.timed-out, database.contended (all retryable), or what `work` throws
   */
  transaction<T>(work: (trx: Transaction<Tables>) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** A connection of its own beside the pool, for LISTEN and session locks; the caller ends it. Without statement time-out. */
  connect(): Promise<Client>;
  /** Waits for queries in hand, then closes every connection. */
  close(): Promise<void>;
}

/**
 * Many short statements by key, on disks that seek in no time: an index is nearly always right, where the server's default weighs it
 * four times too heavy and reads whole tables again and again until they are large; compiling a plan never pays. `options` in the
 * URL take their place.
 * https://www.postgresql.org/docs/18/runtime-config-query.html#GUC-RANDOM-PAGE-COST
 */
const PLANNING = '-c random_page_cost=1.1 -c jit=off';

export function createDatabase<Tables>(options: DatabaseOptions): Database<Tables> {
  const statementTimeout = options.statementTimeoutMs ?? 30_000;
  const connection: ClientConfig = {
    connectionString: options.url,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    keepAlive: true,
    types: columnTypes,
    options: PLANNING,
  };
  const pool = new Pool({
    ...connection,
    max: options.poolSize ?? 10,
    statement_timeout: statementTimeout,
    idle_in_transaction_session_timeout: 2 * statementTimeout,
    // Only for a server that has gone without a word (no RST): the server's own time-out comes first.
    query_timeout: statementTimeout + 5_000,
  });
  // An idle connection that breaks is replaced on the next query; unheard, the event would end the process.
  pool.on('error', () => undefined);
  const dialect = new PostgresDialect({ pool: mappedPool(pool) });
  const kysely = new Kysely<Tables>({ dialect }).withSchema(options.schema);

  return {
    kysely,
    pool,
    schema: options.schema,
    transaction: (work, { isolation, retries = 8 } = {}) => {
      const again = retry(handleWhen(isConflict), {
        maxAttempts: retries,
        backoff: new ExponentialBackoff({ initialDelay: 5, maxDelay: 500 }),
      });
      return again
        .execute(() => {
          const builder = kysely.transaction();
          return (isolation ? builder.setIsolationLevel(isolation) : builder).execute(work);
        })
        .catch((error: unknown) => {
          throw isConflict(error) ? databaseErrors.contended({ cause: error }) : asStoreError(error);
        });
    },
    connect: async () => {
      const client = new Client(connection);
      try {
        await client.connect();
      } catch (error) {
        throw asStoreError(error);
      }
      return client;
    },
    close: () => (pool.ended || pool.ending ? Promise.resolve() : pool.end()),
  };
}
