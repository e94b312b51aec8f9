import { expect, test } from 'vitest';
import { createClock, drive } from '../simulation/driving.ts';
import { seeded } from '../simulation/random.ts';
import { NOW, platformOf } from '../testing.ts';
import { zohoCrm } from './index.ts';
import { createSimulator } from './simulator/index.ts';

const platform = platformOf(zohoCrm);
const HOUR = 3_600_000;
const URL = 'https://edge.example.com/webhooks/zoho-crm/src_test';
const FEEDS = ['Contacts', 'Leads', 'Cases', 'Notes'].flatMap((module) => [module, `${module}/deleted`]);

function connect() {
  const clock = createClock(NOW);
  const simulator = createSimulator({ now: clock.now, baseUrl: 'https://www.zohoapis.example' });
  return { simulator, driven: drive(platform, simulator, clock), ...clock };
}

test('channels are found again, renewed before they lapse, and made anew after', async () => {
  const { simulator, driven, now, pass } = connect();
  const { subscriptions } = platform.source;
  if (subscriptions === undefined) throw new Error('no subscriptions');
  const { api } = driven;
  expect(subscriptions.wanted(simulator.settings)).toEqual(['Contacts', 'Leads', 'Cases']);
  expect(await subscriptions.find('Contacts', URL, api)).toBeUndefined();
  const made = await subscriptions.create('Contacts', URL, api);
  expect(made.expiresAt).toBeGreaterThan(now().getTime() + 23 * HOUR);
  expect(await subscriptions.find('Contacts', URL, api)).toEqual(made);
  expect(simulator.happen(() => 0)).toMatchObject([{ url: URL }]);
  pass(20 * HOUR);
  const renewed = await subscriptions.renew(made, URL, api);
  expect(renewed?.expiresAt).toBeGreaterThan(now().getTime() + 23 * HOUR);
  pass(24 * HOUR);
  expect(simulator.happen(() => 0)).toEqual([]);
  expect(await subscriptions.find('Contacts', URL, api)).toBeUndefined();
  expect(await subscriptions.renew(made, URL, api)).toBeUndefined();
  await subscriptions.remove(await subscriptions.create('Contacts', URL, api), api);
  await subscriptions.remove(made, api);
  expect(simulator.happen(() => 0)).toEqual([]);
});

test('the feeds bring what no notification told of, deletions among it', async () => {
  const { simulator, driven, pass } = connect();
  const random = seeded(5);
  for (const module of platform.source.subscriptions?.wanted(simulator.settings) ?? [])
    await platform.source.subscriptions?.create(module, URL, driven.api);
  await driven.startFeeds();
  for (let step = 0; step < 200; step += 1) {
    pass(HOUR / 4);
    const deliveries = simulator.happen(random);
    if (random() < 0.6) await driven.deliver(deliveries);
    if (step % 10 === 0) for (const feed of FEEDS) await driven.readFeed(feed);
  }
  for (const feed of FEEDS) await driven.readFeed(feed);
  expect(new Set(driven.archive.keys())).toEqual(new Set(simulator.interactionIds()));
  for (const item of driven.archive.values()) {
    const url = `https://www.zohoapis.example/crm/v8/${item.objectId}`;
    const { status } = await driven.api.http({ method: 'GET', url });
    expect([item.objectId, item.state]).toEqual([item.objectId, status === 204 ? 'deleted' : 'active']);
  }
  expect(await driven.readFeed('Contacts')).toBe(0);
});

test('more records of one second than a page holds are listed once, notes too', async () => {
  const { simulator, driven, now, pass } = connect();
  const random = seeded(2);
  await driven.startFeeds();
  pass(2 * HOUR);
  const from = now().getTime();
  for (let step = 0; step < 2400; step += 1) simulator.happen(() => Math.min(random(), 0.59));
  pass(HOUR);
  simulator.happen(() => 0.5);
  const items = await driven.list(from, now().getTime());
  const ids = items.flatMap((item) => item.interactionIds);
  expect(ids.length).toBe(new Set(ids).size);
  expect(ids.length).toBeGreaterThan(simulator.interactionIds().size - 3);
  expect(await driven.readFeed('Contacts')).toBeGreaterThan(500);
});

test('a token of Zoho’s own scheme is renewed after an hour', async () => {
  const { simulator, driven, pass } = connect();
  await driven.startFeeds();
  await driven.readFeed('Contacts');
  pass(2 * HOUR);
  await driven.readFeed('Contacts');
  expect(simulator.vendor.requests.filter((one) => one === 'POST /oauth/v2/token').length).toBe(2);
});
