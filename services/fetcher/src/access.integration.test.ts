import { parseKeyRing } from '@throughline/connections';
import { createTokenStore } from '@throughline/following';
import { expect, test } from 'vitest';
import { acmeSettings } from './test-vendor.ts';
import { DAY, HOUR, MINUTE, NOON, openScenes } from './testing-scene.ts';
import { KEYS, SOURCE_ID } from './testing.ts';

const scene = await openScenes();

test('one token for all replicas, renewed before it lapses, kept encrypted with the rotated refresh token', async () => {
  const { world, vendor, pass } = await scene([]);
  const other = world.another();
  await world.deliver(vendor.notice(vendor.say('one')));
  await world.deliver(vendor.notice(vendor.say('two')));
  await Promise.all([world.engine.settle(), other.settle()]);
  expect(vendor.asked('POST /token')).toBe(1);
  const row = await world.database.kysely.selectFrom('tokens').selectAll().executeTakeFirstOrThrow();
  const grant = await createTokenStore(world.database, parseKeyRing(KEYS), world.now).get(SOURCE_ID);
  expect(grant?.refreshToken).toMatch(/^refresh-[0-9a-f]+/);
  expect(row.sealed?.includes(grant?.accessToken ?? '')).toBe(false);
  await pass(59 * MINUTE);
  await world.deliver(vendor.notice(vendor.say('three')));
  await pass(10 * MINUTE);
  expect(vendor.asked('POST /token')).toBe(2);
  // A new process goes on with the refresh token that the vendor rotated to.
  world.restart();
  await pass(2 * HOUR);
  await world.deliver(vendor.notice(vendor.say('four')));
  await pass(10 * MINUTE);
  expect(vendor.asked('POST /token')).toBe(3);
  expect(world.arrived.size).toBe(4);
});

test('a 401 is answered by one fresh token and one more try', async () => {
  const { world, vendor, pass, source } = await scene([]);
  await world.deliver(vendor.notice(vendor.say('one')));
  await pass(10 * MINUTE);
  vendor.vendor.revokeTokens();
  await world.deliver(vendor.notice(vendor.say('two')));
  await pass(10 * MINUTE);
  expect(vendor.asked('POST /token')).toBe(2);
  expect(vendor.asked('GET /messages/m2')).toBe(2);
  expect((await source())?.state).toBe('following');
  expect(world.arrived.size).toBe(2);
});

test('a refused refresh blocks the source, asks no more, loses nothing, and ends with new settings', async () => {
  const { world, vendor, pass, source } = await scene([]);
  world.setSettings({ ...acmeSettings, wants: [], refreshToken: 'withdrawn' });
  await world.deliver(vendor.notice(vendor.say('one')));
  await world.deliver(vendor.notice(vendor.say('two')));
  await pass(5 * HOUR);
  expect(vendor.asked('POST /token')).toBe(1);
  expect(await source()).toMatchObject({
    state: 'blocked',
    error: { code: 'fetcher.access-refused' },
    jobs: { live: 2, failed: 0 },
  });
  world.setSettings({ ...acmeSettings, wants: [] });
  await pass(10 * MINUTE);
  expect(world.arrived.size).toBe(2);
  expect(await source()).toMatchObject({ state: 'following', error: null });
});

test('a limit pauses every lane of the source until the vendor allows it; then what is live comes first', async () => {
  const { world, vendor, pass, source } = await scene(['history'], {
    perSource: 1,
    prepare(vendor, at) {
      for (let back = 1; back < 5; back += 1) {
        at(NOON - back * DAY);
        vendor.say(`${back} days ago`);
      }
    },
  });
  vendor.vendor.fail(429, 1, { 'retry-after': '3600' });
  await world.deliver(vendor.notice(vendor.say('now')));
  await pass(10 * MINUTE);
  const asked = vendor.vendor.requests.length;
  await pass(40 * MINUTE);
  expect(vendor.vendor.requests.length).toBe(asked);
  expect((await source())?.pausedUntil).toBeGreaterThan(world.now().getTime());
  await pass(2 * HOUR);
  const fetches = vendor.vendor.requests.filter((one) => one.startsWith('GET /messages/'));
  expect(fetches.indexOf('GET /messages/m5')).toBeLessThanOrEqual(1);
  expect(world.arrived.size).toBe(5);
  expect(await source()).toMatchObject({ jobs: { live: 0, retry: 0, backfill: 0, failed: 0 } });
});
