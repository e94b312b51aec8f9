import { expect, test } from 'vitest';
import type { FetchedObject, Platform } from '../../contract.ts';
import { answering } from '../../google/testing.ts';
import { interactionIdOf } from '../../reading/index.ts';
import { connectedVendor } from '../../simulation/driving.ts';
import { seeded } from '../../simulation/random.ts';
import { context, NOW, rawOf } from '../../testing.ts';
import { gmail } from '../index.ts';
import { createSimulator } from './index.ts';

const platform = gmail as unknown as Platform;
const { source } = gmail;
const own = { ...context, settings: { mailbox: 'support@example-shop.com' } };
const HOUR = 60 * 60 * 1000;

/** The simulator's clock, and the API as the fetcher lends it, with its token. */
const connected = () => connectedVendor(gmail.source, createSimulator, 'https://gmail.test');

async function idOf(object: FetchedObject, id: string) {
  const request = {
    method: 'FETCH',
    url: object.url,
    headers: { ...object.headers, 'x-fetch-object': `message/${id}`, 'x-fetch-found': 'true' },
    body: object.body,
  };
  const [item] = await source.normalize(rawOf(platform, request), own);
  return item !== undefined && 'interactionId' in item ? item.interactionId : '';
}

test('thirty days of mail: watched, followed and fetched, with nothing missed', async () => {
  const { simulator, settings, api, pass } = connected();
  expect(source.subscriptions?.wanted(settings)).toEqual(['mailbox']);
  const [feed = ''] = source.feeds?.wanted(settings) ?? [];
  let subscription = await source.subscriptions?.create('mailbox', '', api());
  let cursor = (await source.feeds?.start(feed, api())) ?? '';
  const random = seeded(7);
  const found = new Set<string>();
  let notified = 0;
  for (let hour = 0; hour < 30 * 24; hour += 1) {
    pass(HOUR);
    const ahead = (source.subscriptions?.renewAheadSeconds ?? 0) * 1000;
    if (subscription !== undefined && (subscription.expiresAt ?? 0) - api().now.getTime() < ahead)
      subscription = await source.subscriptions?.renew(subscription, '', api());
    const deliveries = simulator.happen(random);
    notified += deliveries.length;
    for (const delivery of deliveries)
      expect(await source.verify(delivery, settings, api().now)).toMatchObject({ ok: true });
    if (hour % 24 !== 0) continue;
    for (let more = true; more;) {
      const page = await source.feeds?.read(feed, cursor, api());
      if (page === undefined || page.expired) throw new Error('expired');
      ({ cursor, more } = page);
      for (const pointer of page.pointers) {
        const result = await source.fetch?.(pointer, api());
        if (result?.found !== true) {
          found.add(interactionIdOf('gmail', 'support@example-shop.com', pointer.objectId));
          continue;
        }
        for (const object of result.objects) found.add(await idOf(object, pointer.objectId));
      }
    }
  }
  expect(notified).toBe(30 * 24);
  for (let more = true; more;) {
    const page = await source.feeds?.read(feed, cursor, api());
    if (page === undefined || page.expired) throw new Error('expired');
    ({ cursor, more } = page);
    for (const { objectId } of page.pointers)
      found.add(interactionIdOf('gmail', 'support@example-shop.com', objectId));
  }
  expect([...found].sort()).toEqual([...simulator.interactionIds()].sort());
});

test('a watch that lapsed tells nothing; an old cursor has expired; the history lists what is there', async () => {
  const { simulator, api, pass } = connected();
  await source.subscriptions?.create('mailbox', '', api());
  const cursor = (await source.feeds?.start('mailbox', api())) ?? '';
  const from = api().now.getTime();
  expect(simulator.happen(() => 0)).toHaveLength(1);
  pass(8 * 24 * HOUR);
  expect(simulator.happen(() => 0)).toHaveLength(0);
  expect(await source.feeds?.read('mailbox', cursor, api())).toEqual({ expired: true });
  const page = await source.history?.list({ from, to: api().now.getTime() + 1000 }, api());
  expect(new Set(page?.items.flatMap((item) => item.interactionIds))).toEqual(simulator.interactionIds());
  const day = await source.history?.list({ from: from + HOUR, to: from + 2 * HOUR }, api());
  expect(day?.items).toEqual([]);
});

test('a spent quota is tried again, told as 403 or as 429; a missing right is not', async () => {
  const { simulator, api } = connected();
  const pointer = { objectType: 'message', objectId: 'x', change: 'created', parameters: {} } as const;
  expect(await source.fetch?.(pointer, api())).toEqual({ found: false });
  simulator.vendor.fail(429, 1, { 'retry-after': '7' });
  await expect(source.fetch?.(pointer, api())).rejects.toMatchObject({
    code: 'platforms.api-limited',
    detail: { retryAfterMs: 7000 },
  });
  const answered = (reason: string) =>
    answering(api().settings, NOW, 403, { error: { code: 403, errors: [{ reason }] } });
  await expect(source.fetch?.(pointer, answered('userRateLimitExceeded'))).rejects.toMatchObject({
    code: 'platforms.api-limited',
  });
  await expect(source.fetch?.(pointer, answered('insufficientPermissions'))).rejects.toMatchObject({
    code: 'platforms.api-unauthorized',
  });
});
