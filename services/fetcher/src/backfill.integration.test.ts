import { expect, test } from 'vitest';
import { idOf } from './test-vendor.ts';
import { DAY, HOUR, MINUTE, NOON, openScenes } from './testing-scene.ts';
import { SOURCE_ID } from './testing.ts';

const scene = await openScenes();

test('a back-fill goes day by day, newest first, over restarts, and its figures add up', async () => {
  const listed: number[] = [];
  const { world, vendor, pass, source, following } = await scene(['history'], {
    observe(url) {
      if (url.pathname === '/history') listed.push(Number(url.searchParams.get('from')));
    },
    prepare(vendor, at) {
      for (let back = 6; back >= 0; back -= 1)
        for (let count = 0; count < 7; count += 1) {
          at(NOON - back * DAY - count * MINUTE - MINUTE);
          vendor.say(`${back}/${count}`);
        }
    },
  });
  await pass(10 * MINUTE);
  world.restart();
  await pass(30 * MINUTE);
  expect((await source())?.backfill).toEqual({ days: 5, done: 5, found: 35, missing: 0, fetched: 35 });
  expect(world.arrived.size).toBe(35);
  expect(world.written.length).toBe(35);
  expect(Math.max(...listed.slice(0, 2))).toBe(Math.max(...listed));
  expect(Math.min(...listed.slice(-2))).toBe(Math.min(...listed));

  await following.backfill(SOURCE_ID, 7);
  vendor.vendor.fail(503, 3);
  await pass(HOUR);
  expect((await source())?.backfill).toMatchObject({ days: 7, done: 7, fetched: 49 });
  const days = await following.completeness({ sourceId: SOURCE_ID, from: '2026-11-01', to: '2026-12-01' });
  expect(days.map((day) => day.completeness)).toEqual(days.map(() => 1));

  // Yesterday is compared once more, and has it all.
  await pass(DAY);
  const [yesterday] = (await following.completeness({ from: '2026-11-10', to: '2026-11-11' })).slice(0, 1);
  expect(yesterday).toMatchObject({ day: '2026-11-10', vendorCount: 7, archivedCount: 7, fetched: 0 });
});

test('what was lost while nothing of ours ran is found by the next comparison', async () => {
  const { world, vendor, pass, following } = await scene(['subscription', 'history']);
  await pass(HOUR);
  for (let count = 0; count < 5; count += 1) vendor.say(`lost ${count}`);
  await pass(16 * HOUR);
  expect([...world.arrived.keys()].sort()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'].map(idOf));
  expect(await following.completeness({ from: '2026-11-10', to: '2026-11-11' })).toMatchObject([
    { vendorCount: 5, archivedCount: 0, fetched: 5, completeness: 1 },
  ]);
});

test('a long day goes on where it was, over runs and restarts', async () => {
  const { world, vendor, pass, source } = await scene(['history'], {
    prepare(vendor, at) {
      for (let count = 0; count < 400; count += 1) {
        at(NOON - DAY + count * MINUTE);
        vendor.say(`long ${count}`);
      }
    },
  });
  const pages = () => vendor.asked('GET /history');
  await pass(10 * MINUTE);
  world.restart();
  await pass(HOUR);
  expect(world.arrived.size).toBe(400);
  // 134 pages of three, and one for each of the other days; today is listed in one more.
  expect(pages()).toBeLessThan(160);
  expect((await source())?.backfill).toMatchObject({
    days: 5,
    done: 5,
    found: 400,
    missing: 0,
    fetched: 400,
  });
});
