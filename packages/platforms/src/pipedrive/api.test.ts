import { expect, test } from 'vitest';
import { createClock, drive } from '../simulation/driving.ts';
import { seeded } from '../simulation/random.ts';
import { NOW, platformOf } from '../testing.ts';
import { pipedrive } from './index.ts';
import { createSimulator } from './simulator/index.ts';

const platform = platformOf(pipedrive);
const HOUR = 3_600_000;
const URL = 'https://edge.example.com/webhooks/pipedrive/src_test';
const FEEDS = ['person', 'deal', 'deal/deleted', 'activity', 'note'];

function connect() {
  const clock = createClock(NOW);
  const simulator = createSimulator({ now: clock.now, baseUrl: 'https://example.pipedrive.com' });
  return { simulator, driven: drive(platform, simulator, clock), ...clock };
}

test('webhooks are made once, found again, and made anew when Pipedrive dropped them', async () => {
  const { simulator, driven } = connect();
  const { subscriptions } = platform.source;
  if (subscriptions === undefined) throw new Error('no subscriptions');
  const { api } = driven;
  expect(await subscriptions.find('person', URL, api)).toBeUndefined();
  expect(simulator.happen(() => 0.5)).toEqual([]);
  const made = await subscriptions.create('person', URL, api);
  expect(made.expiresAt).toBeNull();
  expect(await subscriptions.find('person', URL, api)).toEqual(made);
  expect(await subscriptions.find('person', `${URL}2`, api)).toBeUndefined();
  expect(await subscriptions.renew(made, URL, api)).toEqual(made);
  const deliveries = simulator.happen(() => 0.2);
  expect(deliveries).toMatchObject([{ url: URL }]);
  await driven.deliver(deliveries);
  await subscriptions.remove(made, api);
  await subscriptions.remove(made, api);
  expect(await subscriptions.renew(made, URL, api)).toBeUndefined();
});

test('a week with lost deliveries: the feeds bring what the webhooks did not', async () => {
  const { simulator, driven, pass } = connect();
  const random = seeded(9);
  for (const key of platform.source.subscriptions?.wanted(simulator.settings) ?? [])
    await platform.source.subscriptions?.create(key, URL, driven.api);
  await driven.startFeeds();
  for (let step = 0; step < 300; step += 1) {
    pass(HOUR / 2);
    const deliveries = simulator.happen(random);
    if (random() < 0.6) await driven.deliver(deliveries);
    if (step % 12 === 0) for (const feed of FEEDS) await driven.readFeed(feed);
  }
  for (const feed of FEEDS) await driven.readFeed(feed);
  expect(new Set(driven.archive.keys())).toEqual(new Set(simulator.interactionIds()));
  for (const item of [...driven.archive.values()].filter((one) => one.objectId.startsWith('deal/'))) {
    const url = `https://example.pipedrive.com/api/v2/deals/${item.objectId.slice(5)}`;
    const { status } = await driven.api.http({ method: 'GET', url });
    expect([item.objectId, item.state]).toEqual([item.objectId, status === 404 ? 'deleted' : 'active']);
  }
});

test('the history lists every object of the span once', async () => {
  const { simulator, driven, now, pass } = connect();
  const random = seeded(4);
  const create = () => simulator.happen(() => Math.min(random(), 0.59));
  for (let step = 0; step < 50; step += 1) create();
  const before = new Set(simulator.interactionIds());
  pass(HOUR);
  const from = now().getTime();
  for (let step = 0; step < 900; step += 1) create();
  pass(HOUR);
  const to = now().getTime();
  for (let step = 0; step < 50; step += 1) create();
  const after = simulator.interactionIds().size;
  const ids = (await driven.list(from, to)).flatMap((item) => item.interactionIds);
  expect(ids.length).toBe(new Set(ids).size);
  expect(ids.length).toBe(after - before.size - 50);
  expect(ids.some((id) => before.has(id))).toBe(false);
  await driven.startFeeds();
  await driven.readFeed('person');
});

test('a token is renewed, a limit waited out', async () => {
  const { simulator, driven, pass } = connect();
  await driven.startFeeds();
  await driven.readFeed('note');
  pass(2 * HOUR);
  await driven.readFeed('note');
  expect(simulator.vendor.requests.filter((one) => one === 'POST /oauth/token').length).toBe(2);
  simulator.vendor.fail(429, 1, { 'x-ratelimit-reset': '2' });
  await expect(driven.readFeed('note')).rejects.toMatchObject({
    code: 'platforms.api-limited',
    retryable: true,
    detail: { retryAfterMs: 2000 },
  });
});
