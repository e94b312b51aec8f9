import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { asStoreError } from './availability.ts';
import { databaseErrors } from './errors.ts';

/** Where a domain's migrations lie; every domain package exports one as `migrations`. */
export interface Migrations {
  readonly schema: string;
  /** The folder of `0001_title.sql` …, as a URL that ends with a slash. */
  readonly directory: URL;
}

export interface MigrateOptions extends Migrations {
  readonly url: string;
  readonly log?: { info(detail: object, message: string): void };
}

interface MigrationFile {
  readonly name: string;
  readonly text: string;
  /** SHA-256 of the text, lower-case hex. */
  readonly digest: string;
}

/** Makes our locks distinct from those that other software may take on the same server ('thrl' in ASCII). */
const LOCK_CLASS = 0x7468726c;

async function readMigrations(directory: URL): Promise<ReadonlyArray<MigrationFile>> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  const numbers = new Set(names.map((name) => name.slice(0, 4)));
  const wrong = names.find((name) => !/^\d{4}_[a-z0-9-]+\.sql$/.test(name));
  if (wrong !== undefined || numbers.size !== names.length) {
    throw databaseErrors.migrationName({ detail: { names } });
  }
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, directory), 'utf8');
      return { name, text, digest: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/**
 * Brings one schema up to date: each file runs once, in order, in a transaction of its own with its row in
 * `<schema>.migrations`. Several processes may do so at once: an advisory lock lets one work while the others wait and
 * then find nothing to do. Forward only; a file that has run is never edited (its digest is kept).
 *
 * Plain SQL without a migration tool: node-pg-migrate's runner adds a second vocabulary and a table shape of its own for
 * what is forty lines here, and it cannot tell an edited file from an old one.
 * @returns the names of the files that ran now
 * @throws database.migration-changed, database.migration-name, database.unavailable; a failing file's error, after
 *   rolling that file back
 */
export async function migrate(options: MigrateOptions): Promise<ReadonlyArray<string>> {
  const files = await readMigrations(options.directory);
  const client = new Client({
    connectionString: options.url,
    application_name: `throughline-migrate-${options.schema}`,
    connectionTimeoutMillis: 10_000,
  });
  // A connection that is cut also fails the query in hand, which is where it is reported.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1, hashtext($2))', [LOCK_CLASS, options.schema]);
    return await runPending(client, files, options);
  } catch (error) {
    throw asStoreError(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function runPending(client: Client, files: ReadonlyArray<MigrationFile>, options: MigrateOptions) {
  const schema = client.escapeIdentifier(options.schema);
  await client.query(`create schema if not exists ${schema}`);
  await client.query(
    `create table if not exists ${schema}.migrations
       (name text primary key, digest text not null, applied_at timestamptz not null default now())`,
  );
  const applied = await client.query<{ name: string; digest: string }>(
    `select name, digest from ${schema}.migrations order by name`,
  );
  for (const row of applied.rows) {
    if (files.find((file) => file.name === row.name)?.digest !== row.digest) {
      throw databaseErrors.migrationChanged({ detail: { schema: options.schema, name: row.name } });
    }
  }
  const done = new Set(applied.rows.map((row) => row.name));
  const pending = files.filter((file) => !done.has(file.name));
  for (const file of pending) {
    await client.query('begin');
    try {
      await client.query(file.text);
      await client.query(`insert into ${schema}.migrations (name, digest) values ($1, $2)`, [
        file.name,
        file.digest,
      ]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
    options.log?.info({ schema: options.schema, migration: file.name }, 'migration applied');
  }
  return pending.map((file) => file.name);
}
