import { Kysely, PostgresAdapter, PostgresQueryCompiler, DummyDriver, PostgresIntrospector } from 'kysely';
import { expect, test } from 'vitest';
import { table } from './columns.ts';
import type { Column } from './columns.ts';

const kysely = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

test('an array a column, with quotes and backslashes as PostgreSQL reads them', () => {
  const rows = [
    { name: 'say "a\\b", {c}', at: 1 },
    { name: null, at: 2 },
    { name: 'NULL', at: 3 },
  ];
  const columns: ReadonlyArray<Column<(typeof rows)[number]>> = [
    ['name', 'text', ({ name }) => name],
    ['at', 'bigint', ({ at }) => at],
  ];
  const built = table('r', columns, rows);
  const { sql, parameters } = built.compile(kysely);
  expect(sql).toBe('unnest($1::text[], $2::bigint[]) as "r" ("name", "at")');
  expect(parameters).toEqual(['{"say \\"a\\\\b\\", {c}",NULL,"NULL"}', '{1,2,3}']);
});
