import { expect, test } from 'vitest';
import { createClock, drive } from '../simulation/driving.ts';
import { seeded } from '../simulation/random.ts';
import { NOW, platformOf } from '../testing.ts';
import { hubspot } from './index.ts';
import { createSimulator } from './simulator/source.ts';

const platform = platformOf(hubspot);
const HOUR = 3_600_000;
const FEEDS = ['contact', 'ticket', 'call', 'note', 'conversation'];

function connect() {
  const clock = createClock(NOW);
  const simulator = createSimulator({ now: clock.now, baseUrl: 'https://api.hubapi.example' });
  return { simulator, driven: drive(platform, simulator, clock), ...clock };
}

test('two days with lost deliveries: the feeds bring what the events did not', async () => {
  const { simulator, driven, pass } = connect();
  const random = seeded(7);
  await driven.startFeeds();
  for (let step = 0; step < 200; step += 1) {
    pass(HOUR / 4);
    const deliveries = simulator.happen(random);
    if (random() < 0.5) await driven.deliver(deliveries);
    if (step % 20 === 0) for (const type of FEEDS) await driven.readFeed(type);
  }
  pass(5 * 60_000);
  for (const type of FEEDS) await driven.readFeed(type);
  expect(new Set(driven.archive.keys())).toEqual(new Set(simulator.interactionIds()));
});

test('the history lists every object once, under the ids that normalising gives', async () => {
  const { simulator, driven, now, pass } = connect();
  const random = seeded(3);
  const from = now().getTime();
  for (let step = 0; step < 300; step += 1) {
    if (step % 7 === 0) pass(1000);
    simulator.happen(() => Math.min(random(), 0.59));
    if (step % 90 === 0) pass(10_000);
  }
  pass(HOUR);
  const items = await driven.list(from, now().getTime());
  const ids = items.flatMap((item) => item.interactionIds);
  expect(new Set(ids)).toEqual(new Set(simulator.interactionIds()));
  expect(ids.length).toBe(new Set(ids).size);
  for (const [index, item] of items.entries()) {
    if (index % 90 === 0) pass(10_000);
    await driven.follow(item.pointer);
  }
  expect(new Set(driven.archive.keys())).toEqual(new Set(ids));
});

test('tokens lapse and are renewed; a limit and an outage are told as such', async () => {
  const { simulator, driven, pass } = connect();
  await driven.deliver(simulator.happen(() => 0.1));
  pass(HOUR);
  await driven.deliver(simulator.happen(() => 0.1));
  expect(simulator.vendor.requests.filter((one) => one.includes('oauth')).length).toBe(2);
  await driven.startFeeds();
  simulator.vendor.fail(429, 1, { 'retry-after': '7' });
  await expect(driven.readFeed('contact')).rejects.toMatchObject({
    code: 'platforms.api-limited',
    detail: { retryAfterMs: 7000 },
  });
  simulator.vendor.fail(503, 1);
  await expect(driven.readFeed('contact')).rejects.toMatchObject({ code: 'platforms.api-away' });
});
