import { createDatabase, migrate, type Database } from '@throughline/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testStack, type TestStack } from '../../stack/src/testing.ts';
import { createBodyStore, migrations, type RawTables } from './index.ts';

let stack: TestStack;
let own: { url: string; drop(): Promise<void> };
let database: Database<RawTables>;

beforeAll(async () => {
  stack = await testStack();
  own = await stack.createDatabase();
  await migrate({ url: own.url, ...migrations });
  database = createDatabase<RawTables>({ url: own.url, schema: 'raw', applicationName: 'raw-test' });
});

afterAll(async () => {
  await database.close();
  await own.drop();
  await stack.cleanUp();
});

test('a body comes back byte by byte, and putting it twice is success', async () => {
  const bodies = createBodyStore(database);
  const digest = 'ab'.repeat(32);
  const body = Buffer.from(Array.from({ length: 2_000_000 }, (_, index) => index % 251));
  await bodies.put(digest, body);
  await bodies.put(digest, body);
  expect((await bodies.get(digest))?.equals(body)).toBe(true);
  expect(await bodies.get('cd'.repeat(32))).toBeUndefined();
});

test('while PostgreSQL is away the error says so', async () => {
  const away = createDatabase<RawTables>({
    url: 'postgres://postgres@127.0.0.1:1/nowhere',
    schema: 'raw',
    applicationName: 'raw-test',
  });
  await expect(createBodyStore(away).get('ab'.repeat(32))).rejects.toMatchObject({
    code: 'database.unavailable',
  });
  await away.close();
});
