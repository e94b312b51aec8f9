import { expect, test } from 'vitest';
import { acmeSettings } from './test-vendor.ts';
import { DAY, HOUR, MINUTE, openScenes } from './testing-scene.ts';

const scene = await openScenes();

test('a subscription is made once, renewed before it lapses, made anew when gone, and removed in the end', async () => {
  let lose = true;
  const { world, vendor, pass } = await scene(['subscription', 'history'], {
    isLost({ method, url }) {
      const isLost = lose && method === 'POST' && url.endsWith('/subscriptions');
      if (isLost) lose = false;
      return isLost;
    },
  });
  await pass(HOUR);
  // Made, though we did not hear of it: found the next time.
  expect(vendor.subscriptions.size).toBe(1);
  expect(vendor.asked('POST /subscriptions')).toBe(1);
  await pass(3 * DAY);
  expect(vendor.asked('PATCH /subscriptions/sub-1')).toBe(3);
  expect(vendor.asked('POST /subscriptions')).toBe(1);

  vendor.say('while nobody was told');
  vendor.subscriptions.clear();
  await world.deliver(vendor.notice('sub-1', 'subscription', 'deleted'));
  await pass(HOUR);
  expect([...vendor.subscriptions.keys()]).toEqual(['sub-2']);
  expect(world.arrived.size).toBe(1);

  await world.deliver(vendor.notice('sub-2', 'subscription', 'changed'));
  await world.engine.settle();
  expect(vendor.asked('PATCH /subscriptions/sub-2')).toBe(1);

  world.setSettings({ ...acmeSettings, wants: ['history'] });
  await pass(10 * MINUTE);
  expect(vendor.subscriptions.size).toBe(0);
  world.setSettings({ ...acmeSettings, wants: ['subscription'] });
  await pass(10 * MINUTE);
  expect(vendor.subscriptions.size).toBe(1);
  world.deleteSource();
  await pass(20 * MINUTE);
  expect(vendor.subscriptions.size).toBe(0);
  expect(await world.database.kysely.selectFrom('sources').selectAll().execute()).toEqual([]);
  expect(await world.database.kysely.selectFrom('tokens').selectAll().execute()).toEqual([]);
});

test('a feed is read when told and by itself; its cursor moves only behind what is durable', async () => {
  const { world, vendor, pass } = await scene(['feed']);
  for (let count = 0; count < 7; count += 1) vendor.say(`whole ${count}`, count % 2 === 0);
  await world.deliver(vendor.notice('changes', 'feed'));
  world.failProducing(1);
  await world.engine.settle();
  expect(world.arrived.size).toBeLessThan(7);
  world.restart();
  await pass(20 * MINUTE);
  expect(world.arrived.size).toBe(7);
  // Every object once, though pages were read again.
  expect(world.written.length).toBe(7);
  vendor.say('nobody tells');
  await pass(HOUR + 10 * MINUTE);
  expect(world.arrived.size).toBe(8);
});

test('a forgotten cursor: the feed begins anew and history closes the gap', async () => {
  const { world, vendor, pass, source } = await scene(['feed', 'history']);
  await pass(2 * DAY);
  for (let count = 0; count < 8; count += 1) vendor.say(`lost ${count}`);
  vendor.forgetFeed();
  vendor.say('after');
  await pass(2 * HOUR);
  expect(world.arrived.size).toBe(9);
  expect((await source())?.feeds[0]).toMatchObject({ feed: 'changes', error: null });
});
