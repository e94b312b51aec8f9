import { Client } from 'pg';

/** The database in which the registry keeps its schemas. */
export const registryDatabase = 'apicurio';

/** Runs one piece of work on a connection of its own; false when the server does not answer (yet). */
export async function connected(url: string, work: (client: Client) => Promise<unknown>): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await work(client);
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whether PostgreSQL answers queries. Its port opens before the recovery of a crash ends, so only a query tells. */
export const answersQueries = (url: string): Promise<boolean> =>
  connected(url, (client) => client.query('select 1'));

/** Makes the registry's database where it is missing. */
export async function ensureRegistryDatabase(url: string): Promise<void> {
  await connected(url, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [
      registryDatabase,
    ]);
    if (rowCount === 0) await client.query(`create database ${registryDatabase}`);
  });
}
