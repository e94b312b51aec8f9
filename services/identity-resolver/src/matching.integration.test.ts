import { createDatabase, migrate } from '@throughline/database';
import { createMatching, createResolver, createStewardship, migrations } from '@throughline/identity';
import type { IdentityTables } from '@throughline/identity';
import { drawInteractions } from '@throughline/identity/testing/population';
import { createKit } from '@throughline/service-kit';
import { testStack } from '@throughline/stack/testing';
import { eventually } from '@throughline/streams/testing';
import { afterAll, expect, test } from 'vitest';
import { startMatching } from './matching.ts';

const stack = await testStack();
afterAll(() => stack.cleanUp());

test('learns by itself, compares all, and links once the rules ask for it; counted, and without a word on anybody', async () => {
  const { url } = await stack.createDatabase();
  await migrate({ url, ...migrations });
  const database = createDatabase<IdentityTables>({ url, schema: 'identity', applicationName: 'test' });
  const json = { encode: (value: unknown) => Buffer.from(JSON.stringify(value)) };
  const options = { database, encoders: { customers: json, identifiers: json, identity: json } };
  const matching = createMatching(options);
  const people = drawInteractions(400, 3);
  for (let at = 0; at < people.length; at += 250) {
    await createResolver(options).resolve(people.slice(at, at + 250));
  }
  const kits = [createKit({ name: 'identity-resolver' }), createKit({ name: 'identity-resolver' })];
  for (const kit of kits) {
    const config = {
      IDENTITY_MATCHING_BATCH: 100,
      IDENTITY_MATCHING_PAUSE_MS: 20,
      IDENTITY_MATCHING_TRAINING_CHECK_MS: 200,
    };
    startMatching(options, config, kit);
  }
  await eventually(async () => (await matching.status()).model !== null, 'a model', 60);
  const isAtRest = async () => {
    const { waiting, open } = await matching.status();
    return waiting === 0 && open > 100;
  };
  await eventually(isAtRest, 'everybody compared', 60);
  await createStewardship(options).applyRules(
    { matching: { mode: 'link' } },
    { commandId: 'rules', by: 'ann' },
  );
  await eventually(async () => (await matching.status()).open < 60, 'most of them linked', 60);
  await Promise.all(kits.map((kit) => kit.shutdown()));

  expect((await matching.status()).model).toMatchObject({ version: 1 });
  const texts = await Promise.all(kits.map((kit) => kit.metrics.text()));
  const total = (name: string) =>
    texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.startsWith(`throughline_identity_resolver_matching_${name}`))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  expect(total('models_total')).toBe(1);
  expect(total('linked_total')).toBeGreaterThan(60);
  expect(total('suggested_total')).toBeGreaterThan(100);
  expect(total('failures_total')).toBe(0);
  expect(texts.join('')).not.toContain('@');
  await database.close();
}, 240_000);
