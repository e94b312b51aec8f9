import { expect, test } from 'vitest';
import { createClock, drive } from '../simulation/driving.ts';
import { seeded } from '../simulation/random.ts';
import { NOW, platformOf } from '../testing.ts';
import { salesforce } from './index.ts';
import { createSimulator } from './simulator/index.ts';

const platform = platformOf(salesforce);
const HOUR = 3_600_000;
const OBJECTS = ['Contact', 'Case', 'Communication__c'];

function connect() {
  const clock = createClock(NOW);
  const simulator = createSimulator({ now: clock.now, baseUrl: 'https://example.my.salesforce.com' });
  return { simulator, driven: drive(platform, simulator, clock), ...clock };
}

test('the feeds bring what no outbound message told of, deletions among it', async () => {
  const { simulator, driven, pass } = connect();
  const random = seeded(11);
  await driven.startFeeds();
  for (let step = 0; step < 200; step += 1) {
    pass(HOUR / 4);
    const deliveries = simulator.happen(random);
    if (random() < 0.7) await driven.deliver(deliveries);
    if (step % 10 === 0) for (const object of OBJECTS) await driven.readFeed(object);
  }
  for (const object of OBJECTS) await driven.readFeed(object);
  expect(new Set(driven.archive.keys())).toEqual(new Set(simulator.interactionIds()));
  for (const item of driven.archive.values()) {
    const [object = '', id = ''] = item.objectId.split('/');
    const url = `https://example.my.salesforce.com/services/data/v62.0/sobjects/${object}/${id}`;
    const { status } = await driven.api.http({ method: 'GET', url });
    expect([item.objectId, item.state]).toEqual([item.objectId, status === 404 ? 'deleted' : 'active']);
  }
});

test('more records of one millisecond than a page holds are all read, and once', async () => {
  const { simulator, driven, now, pass } = connect();
  await driven.startFeeds();
  const from = now().getTime();
  for (let step = 0; step < 1200; step += 1) simulator.happen(() => 0.1);
  pass(HOUR);
  expect(await driven.readFeed('Contact')).toBe(1200);
  expect(await driven.readFeed('Contact')).toBe(0);
  const items = await driven.list(from, now().getTime());
  expect(new Set(items.flatMap((item) => item.interactionIds))).toEqual(new Set(simulator.interactionIds()));
  expect(items.length).toBe(1200);
});

test('a used-up limit is waited out, a lapsed token renewed', async () => {
  const { simulator, driven, pass } = connect();
  await driven.startFeeds();
  await driven.readFeed('Contact');
  pass(3 * HOUR);
  await driven.readFeed('Contact');
  expect(simulator.vendor.requests.filter((one) => one.includes('oauth2')).length).toBe(2);
  simulator.vendor.fail(403, 1);
  await expect(driven.readFeed('Contact')).rejects.toMatchObject({
    code: 'platforms.api-limited',
    retryable: true,
  });
});
