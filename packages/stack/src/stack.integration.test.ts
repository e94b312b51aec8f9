import { Client } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { testStack } from './testing.ts';

const stack = await testStack();
afterAll(() => stack.cleanUp());

test('all four services answer', async () => {
  const registry = (await (await fetch(`${stack.registryUrl}/config`)).json()) as Record<string, string>;
  const search = await fetch(`${stack.openSearchUrl}/_cat/plugins?format=json`);
  expect(registry['compatibilityLevel']).toBe('FULL_TRANSITIVE');
  expect(await search.text()).toContain('analysis-icu');
  expect(stack.kafkaBrokers).toMatch(/:\d+$/);
});

test('a database of a test is new, of its own, and goes', async () => {
  const database = await stack.createDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ server_encoding: string }>('show server_encoding');
  await client.end();
  expect(rows).toEqual([{ server_encoding: 'UTF8' }]);
  await database.drop();
  await expect(new Client({ connectionString: database.url }).connect()).rejects.toThrow(/does not exist/);
});
