import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { asStoreError, isUnavailable } from './availability.ts';

/**
 * The pool as Kysely sees it: errors that mean "the store is away" leave as `database.unavailable`, wherever a query is
 * made, so that no caller can forget it. A connection that had one is not used again: after a time-out on our side
 * the statement may still be running on it.
 */
export const mappedPool = (pool: Pool): PostgresPool => ({
  options: pool.options,
  end: () => pool.end(),
  connect: async () => {
    try {
      return mappedClient(await pool.connect());
    } catch (error) {
      throw asStoreError(error);
    }
  },
});

function mappedClient(client: PoolClient): PostgresPoolClient {
  let broken = false;
  const onError = () => {
    broken = true;
  };
  // A checked-out connection that is cut between two queries reports it here and nowhere else.
  client.on('error', onError);
  const query = async (statement: string, parameters: unknown[]) => {
    try {
      return await client.query(statement, parameters);
    } catch (error) {
      broken ||= isUnavailable(error);
      throw asStoreError(error);
    }
  };
  return {
    // Cursors, the other overload, are not offered: Kysely streams only with one configured.
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => {
      client.removeListener('error', onError);
      client.release(destroy === true || broken);
    },
  };
}
