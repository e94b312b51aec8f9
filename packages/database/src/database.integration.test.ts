import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import type { Generated } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testStack } from '../../stack/src/testing.ts';
import type { TestStack } from '../../stack/src/testing.ts';
import { createDatabase, databaseErrors, isUnavailable, migrate } from './index.ts';
import type { Database } from './index.ts';

interface Tables {
  counters: { id: Generated<number>; name: string; value: number; changed_at: Generated<Date> };
}

let stack: TestStack;
let url: string;
let drop: () => Promise<void>;
let directory: URL;
let database: Database<Tables>;

beforeAll(async () => {
  stack = await testStack();
  ({ url, drop } = await stack.createDatabase());
  directory = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'migrations-'))}/`);
  await writeFile(
    new URL('0001_counters.sql', directory),
    `create table room.counters (id bigserial primary key, name text not null unique, value bigint not null,
       changed_at timestamptz not null default now());`,
  );
  await migrate({ url, schema: 'room', directory });
  database = createDatabase<Tables>({ url, schema: 'room', applicationName: 'database-test', poolSize: 4 });
});

afterAll(async () => {
  await database.close();
  await drop();
  await stack.cleanUp();
  await rm(directory, { recursive: true });
});

test('a migration runs once, however many processes try, and the next one runs alone', async () => {
  const next = new URL('0002_more.sql', directory);
  await writeFile(next, 'create table room.more (id bigint);');
  const runs = await Promise.all([1, 2, 3].map(() => migrate({ url, schema: 'room', directory })));
  expect(runs.flat()).toEqual(['0002_more.sql']);
  expect(await migrate({ url, schema: 'room', directory })).toEqual([]);
});

test('an edited migration is refused', async () => {
  const file = new URL('0002_more.sql', directory);
  await migrate({ url, schema: 'room', directory });
  await writeFile(file, 'create table room.more (id text);');
  await expect(migrate({ url, schema: 'room', directory })).rejects.toMatchObject({
    code: 'database.migration-changed',
  });
  await writeFile(file, 'create table room.more (id bigint);');
});

test('a migration that fails leaves nothing behind', async () => {
  const file = new URL('0003_broken.sql', directory);
  await writeFile(file, 'create table room.half (id bigint); select nonsense;');
  await expect(migrate({ url, schema: 'room', directory })).rejects.toThrow('nonsense');
  await rm(file);
  const found = await database.pool.query(`select to_regclass('room.half') as half`);
  expect(found.rows[0]).toEqual({ half: null });
});

test('bigint arrives as a number, timestamptz as a Date, and nothing is rounded', async () => {
  const row = await database.kysely
    .insertInto('counters')
    .values({ name: 'types', value: Number.MAX_SAFE_INTEGER })
    .returningAll()
    .executeTakeFirstOrThrow();
  expect(row.value).toBe(Number.MAX_SAFE_INTEGER);
  expect(row.id).toBeTypeOf('number');
  expect(row.changed_at).toBeInstanceOf(Date);
  await expect(database.pool.query(`select 9007199254740993::bigint as large`)).rejects.toMatchObject({
    code: 'database.number-too-large',
  });
});

test('a transaction that deadlocks with another is run again', async () => {
  const rows = await database.kysely
    .insertInto('counters')
    .values([
      { name: 'first', value: 0 },
      { name: 'second', value: 0 },
    ])
    .returning('id')
    .execute();
  const ids = rows.map((row) => row.id);
  let runs = 0;
  const both = Promise.withResolvers<void>();
  const add = (order: ReadonlyArray<number>) =>
    database.transaction(async (trx) => {
      runs += 1;
      for (const [index, id] of order.entries()) {
        await trx
          .updateTable('counters')
          .set((of) => ({ value: of('value', '+', 1) }))
          .where('id', '=', id)
          .execute();
        // Both hold their first row before either asks for its second: a certain deadlock.
        if (index === 0 && runs === 2) both.resolve();
        if (index === 0) await both.promise;
      }
    });
  await Promise.all([add(ids), add(ids.toReversed())]);
  expect(runs).toBeGreaterThan(2);
  const values = await database.kysely
    .selectFrom('counters')
    .select('value')
    .where('id', 'in', ids)
    .execute();
  expect(values).toEqual([{ value: 2 }, { value: 2 }]);
});

test('serialization failures are tried again until the sum is right', async () => {
  await database.kysely.insertInto('counters').values({ name: 'sum', value: 0 }).execute();
  const increment = () =>
    database.transaction(
      async (trx) => {
        const row = await trx
          .selectFrom('counters')
          .select('value')
          .where('name', '=', 'sum')
          .executeTakeFirstOrThrow();
        await trx
          .updateTable('counters')
          .set({ value: row.value + 1 })
          .where('name', '=', 'sum')
          .execute();
      },
      { isolation: 'serializable', retries: 50 },
    );
  await Promise.all(Array.from({ length: 12 }, increment));
  const row = await database.kysely
    .selectFrom('counters')
    .select('value')
    .where('name', '=', 'sum')
    .executeTakeFirstOrThrow();
  expect(row.value).toBe(12);
});

test('an error in the work rolls back and comes out as it is', async () => {
  const mistake = new Error('mistake');
  const attempt = database.transaction(async (trx) => {
    await trx.insertInto('counters').values({ name: 'gone', value: 1 }).execute();
    throw mistake;
  });
  await expect(attempt).rejects.toBe(mistake);
  const rows = await database.kysely.selectFrom('counters').selectAll().where('name', '=', 'gone').execute();
  expect(rows).toEqual([]);
});

test('a session ended by the administrator is "unavailable", and the next query works', async () => {
  const cut = database.transaction(async (trx) => {
    const own = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await database.pool.query('select pg_terminate_backend($1, 5000)', [own.rows[0]?.pid]);
    await sql`select 1`.execute(trx);
  });
  await expect(cut).rejects.toMatchObject({ code: 'database.unavailable', retryable: true });
  await expect(database.kysely.selectFrom('counters').select('id').execute()).resolves.toBeDefined();
});

test('a statement over its time is "timed out", and retryable', async () => {
  const hasty = createDatabase<Tables>({
    url,
    schema: 'room',
    applicationName: 'hasty',
    statementTimeoutMs: 50,
  });
  await expect(sql`select pg_sleep(30)`.execute(hasty.kysely)).rejects.toMatchObject({
    code: 'database.timed-out',
    retryable: true,
  });
  await hasty.close();
});

test('a server that is not there, or takes the connection and says nothing, is "unavailable"', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const attempt = async (at: number) => {
    const away = createDatabase<Tables>({
      url: `postgres://postgres@127.0.0.1:${at}/none`,
      schema: 'room',
      applicationName: 'away',
      connectTimeoutMs: 100,
    });
    await expect(away.transaction((trx) => sql`select 1`.execute(trx))).rejects.toMatchObject({
      code: 'database.unavailable',
    });
    await expect(away.connect()).rejects.toMatchObject({ code: 'database.unavailable' });
    await away.close();
  };
  await attempt(port);
  silent.close();
  await attempt(1);
});

test('a wrong statement is not taken for a store that is away', async () => {
  const wrong = await database.pool
    .query(`select 'connection terminated'::int`)
    .catch((error: unknown) => error);
  expect(isUnavailable(wrong)).toBe(false);
  expect(isUnavailable(databaseErrors.unavailable())).toBe(true);
});
