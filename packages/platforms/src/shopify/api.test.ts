import { expect, test } from 'vitest';
import type { HistoryPage } from '../contract.ts';
import { connectedVendor } from '../simulation/driving.ts';
import { readsAnyAnswer } from '../simulation/hostile.ts';
import { seeded } from '../simulation/random.ts';
import {
  bodyOf,
  context,
  fixtureReader,
  NOW,
  platformOf,
  rawOf,
  readFetched as readAsFetched,
} from '../testing.ts';
import { shopify } from './index.ts';
import { createSimulator } from './simulator/index.ts';
import { source } from './source/index.ts';

const platform = platformOf(shopify);
const fixture = fixtureReader('shopify');

const shop = () => connectedVendor(source, createSimulator, 'https://shopify.example.com');

/** As the fetcher writes it. */
const readFetched = (object: string, body: Uint8Array, found = true) =>
  readAsFetched(platform, object, body, { found, settings: { shopDomain: 'simulated.myshopify.com' } });

test('the Admin API’s answers read as webhooks do', async () => {
  expect(await readFetched('customer/207119551', bodyOf(fixture('fetched-customer')))).toMatchObject({
    kind: 'record',
    objectId: 'customer/207119551',
    revision: Date.UTC(2026, 9, 31, 23, 59, 59),
    participants: [
      {
        name: 'Bob Norman',
        traits: { tags: 'Léon, Noël' },
        identifiers: [{ value: 'bob.norman@mail.example.com', verified: true }, {}],
      },
    ],
    consents: [{ purpose: 'email', state: 'granted' }],
  });
  expect(await readFetched('order/820982911946154508', bodyOf(fixture('fetched-order')))).toMatchObject({
    kind: 'order',
    objectId: 'order/820982911946154508',
    amount: 388,
    currency: 'USD',
    text: '1 × IPod Nano - 8GB',
    properties: { financialStatus: 'paid' },
  });
});

test('webhooks tell of all that happens; history finds it again in pages, under the same ids, and waits when throttled', async () => {
  const { simulator, settings, api, pass } = shop();
  const random = seeded(17);
  const told = new Set<string>();
  for (let index = 0; index < 400; index += 1) {
    pass(60_000);
    for (const delivery of simulator.happen(random)) {
      expect(await platform.source.verify(delivery, settings, NOW)).toEqual({ ok: true });
      for (const item of await source.normalize(rawOf(platform, delivery), context))
        if (!('pointer' in item)) told.add(item.interactionId);
    }
  }
  expect(told).toEqual(simulator.interactionIds());

  const listed = new Set<string>();
  let throttled = 0;
  // More than the bucket holds.
  for (let round = 0; round < 3; round += 1) {
    let page: string | undefined = '';
    while (page !== undefined) {
      const span: { from: number; to: number; page?: string } = {
        from: NOW.getTime(),
        to: api().now.getTime() + 1000,
      };
      if (page !== '') span.page = page;
      try {
        const answer: HistoryPage | undefined = await source.history?.list(span, api());
        for (const { pointer, object, interactionIds } of answer?.items ?? []) {
          const one = await readFetched(
            `${pointer.objectType}/${pointer.objectId}`,
            object?.body ?? new Uint8Array(),
          );
          expect(interactionIds).toEqual([one.interactionId]);
          listed.add(one.interactionId);
        }
        page = answer?.next;
      } catch (error) {
        expect(error).toMatchObject({ code: 'platforms.api-limited', retryable: true });
        throttled += 1;
        pass(2_000);
      }
    }
  }
  expect(listed).toEqual(simulator.interactionIds());
  expect(throttled).toBeGreaterThan(0);
});

test('the feeds read every change once, in pages', async () => {
  const { simulator, api, pass } = shop();
  const feeds = source.feeds;
  if (feeds === undefined) throw new Error('no feeds');
  expect(feeds.wanted(api().settings)).toEqual(['customers', 'orders']);
  const random = seeded(23);
  const cursors = new Map<string, string>();
  for (const feed of ['customers', 'orders']) cursors.set(feed, await feeds.start(feed, api()));
  const fed = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < 200; index += 1) {
      pass(1000);
      simulator.happen(random);
    }
    pass(3_600_000);
    for (const feed of ['customers', 'orders']) {
      let more = true;
      while (more) {
        const page = await feeds.read(feed, cursors.get(feed) ?? '', api());
        if (page.expired) throw new Error('expired');
        for (const { key, body } of page.objects) {
          const one = await readFetched(key, body);
          const change = `${one.interactionId}@${one.revision}`;
          expect(fed.has(change), 'nothing is read twice').toBe(false);
          fed.add(change);
        }
        cursors.set(feed, page.cursor);
        ({ more } = page);
      }
    }
  }
  expect(new Set([...fed].map((change) => change.split('@')[0]))).toEqual(simulator.interactionIds());
  expect(await feeds.read('orders', 'nonsense', api())).toEqual({ expired: true });
});

test('what is gone is a deletion; without a token nothing is asked', async () => {
  const { settings, api } = shop();
  const pointer = { objectType: 'customer', objectId: '1', change: 'changed', parameters: {} } as const;
  expect(await source.fetch?.(pointer, api())).toEqual({ found: false });
  expect(await readFetched('customer/1', new Uint8Array(), false)).toMatchObject({
    state: 'deleted',
    account: 'simulated.myshopify.com',
    objectId: 'customer/1',
  });
  const { accessToken: _, ...bare } = settings;
  await expect(source.fetch?.(pointer, { ...api(), settings: bare })).rejects.toMatchObject({
    code: 'platforms.api-not-configured',
  });
});

test('whatever the API answers is read, or refused with a code', async () => {
  await readsAnyAnswer(
    platform,
    ['customer', 'order'],
    [
      'data',
      'customer',
      'order',
      'id',
      'tags',
      'default_email',
      'email',
      'state',
      'line_items',
      'nodes',
      'total_price_set',
      'shop_money',
      'amount',
      'currency_code',
      'updated_at',
    ],
  );
});
