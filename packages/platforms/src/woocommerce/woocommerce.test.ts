import { expect, test } from 'vitest';
import { interactionIdOf } from '../reading/index.ts';
import { context, fixtureReader, NOW, platformOf, present, rawOf, read, readFetched } from '../testing.ts';
import { woocommerce } from './index.ts';
import { readsAnyAnswer } from '../simulation/hostile.ts';
import { connectedVendor, historyPages } from '../simulation/driving.ts';
import { seeded } from '../simulation/random.ts';
import { createSimulator } from './simulator/index.ts';
import { source } from './source/index.ts';

const platform = platformOf(woocommerce);
const URL_OF_SOURCE = 'https://edge.example.com/webhooks/woocommerce/src_test';

const fixture = fixtureReader('woocommerce');
const readFixture = async (name: string) => (await read(platform, fixture(name)))[0];

test('what OpenSSL computes as the documentation says verifies', async () => {
  // printf '{"id":727}' | openssl dgst -sha256 -hmac "my secret" -binary | openssl enc -base64
  const request = {
    method: 'POST',
    url: URL_OF_SOURCE,
    headers: { 'x-wc-webhook-signature': 'YsHNmzX14tJ+IVg0LB9+FWmsCBt54iK90d6b0ExznOc=' },
    body: Buffer.from('{"id":727}'),
  };
  expect(await platform.source.verify(request, { secret: 'my secret' }, NOW)).toEqual({ ok: true });
});

test('the ping of a webhook that is saved is answered, and nothing else is taken for one', () => {
  const ping = {
    method: 'POST',
    url: URL_OF_SOURCE,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from('webhook_id=142'),
  };
  const shake = (request: typeof ping) => platform.source.handshake?.(request, { secret: 's' }, NOW);
  expect(shake(ping)).toEqual({ status: 200 });
  expect(shake({ ...ping, body: Buffer.from('webhook_id=142&id=1') })).toBeUndefined();
  expect(shake({ ...ping, body: Buffer.from('{"id":1}') })).toBeUndefined();
});

test('a customer is a record of one person, whose contacts are claims', async () => {
  expect(await readFixture('customer-updated')).toMatchObject({
    kind: 'record',
    event: 'changed',
    account: 'example.com',
    revision: Date.UTC(2017, 2, 21, 19, 9, 30),
    participants: [
      {
        role: 'customer',
        name: 'John Doe',
        identifiers: [
          { type: 'email', value: 'john.doe@example.com', verified: false },
          { type: 'phone' },
          { type: 'woocommerce-customer', value: 'example.com/25', verified: true },
        ],
      },
    ],
  });
  expect(await readFixture('customer-deleted')).toMatchObject({
    objectId: 'customer/25',
    state: 'deleted',
    event: 'deleted',
    participants: [],
  });
});

test("a guest's order is nobody's customer number", async () => {
  const guest = await readFixture('order-created');
  expect(guest).toMatchObject({
    kind: 'order',
    event: 'order_placed',
    amount: 29.35,
    currency: 'USD',
    text: '2 × Woo Single #1\n1 × Ship Your Idea - Color: Black, Size: M Test',
    participants: [{ identifiers: [{ type: 'email' }, { type: 'phone' }] }],
  });
  expect(await readFixture('order-refunded')).toMatchObject({
    properties: { refunded: '-10.00', status: 'refunded' },
  });
  expect(await readFixture('order-restored')).toMatchObject({ event: 'restored', state: 'active' });
});

test('products, coupons and actions are kept', async () => {
  expect(await readFixture('product-created')).toMatchObject({
    kind: 'other',
    subject: 'Premium Quality',
    text: 'Short text.',
  });
  expect(await readFixture('coupon-updated')).toMatchObject({ kind: 'other', subject: '10off' });
  expect(await readFixture('action')).toMatchObject({
    kind: 'other',
    vendorEvent: 'action.woocommerce_add_to_cart',
  });
});

function shop() {
  const vendor = connectedVendor(source, createSimulator, 'https://shop.example.com');
  const { siteUrl } = vendor.settings;
  return {
    ...vendor,
    random: seeded(3),
    readFetched: (object: string, body: Uint8Array, found = true) =>
      readFetched(platform, object, body, { found, settings: { siteUrl } }),
  };
}

const feeds = present(source.feeds);
const history = present(source.history);

test('deliveries, the feed and the history tell of the same things, under the same ids', async () => {
  const { simulator, api, random, readFetched, pass } = shop();
  let cursor = await feeds.start('orders', api());
  const told = new Set<string>();
  const fed = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < 250; index += 1) {
      // Many in the same second.
      if (index % 20 === 0) pass(1000);
      for (const delivery of simulator.happen(random)) {
        expect(await platform.source.verify(delivery, simulator.settings, NOW)).toEqual({ ok: true });
        for (const item of await source.normalize(rawOf(platform, delivery), context))
          if (!('pointer' in item)) told.add(item.interactionId);
      }
    }
    let more = true;
    while (more) {
      const page = await feeds.read('orders', cursor, api());
      if (page.expired) throw new Error('expired');
      for (const { key, body } of page.objects) fed.add((await readFetched(key, body)).interactionId);
      ({ cursor, more } = page);
    }
  }
  expect(told).toEqual(simulator.interactionIds());

  const listed = new Set<string>();
  const orders = new Set<string>();
  const span = { from: NOW.getTime(), to: api().now.getTime() + 1000 };
  for await (const answer of historyPages((where) => history.list({ ...span, ...where }, api()))) {
    for (const { pointer, interactionIds, object } of answer.items) {
      const { interactionId } = await readFetched(
        `${pointer.objectType}/${pointer.objectId}`,
        present(object).body,
      );
      expect(interactionIds).toEqual([interactionId]);
      listed.add(interactionId);
      if (pointer.objectType === 'order') orders.add(interactionId);
    }
  }
  expect(listed).toEqual(simulator.interactionIds());
  expect(fed).toEqual(orders);
});

test('what is gone is a deletion; without keys nothing is asked', async () => {
  const { settings, api, readFetched } = shop();
  const pointer = { objectType: 'order', objectId: '99', change: 'changed', parameters: {} } as const;
  expect(await source.fetch?.(pointer, api())).toEqual({ found: false });
  expect(await readFetched('order/99', new Uint8Array(), false)).toMatchObject({
    state: 'deleted',
    interactionId: interactionIdOf('woocommerce', 'shop.example.com', 'order/99'),
  });
  const { consumerKey: _, ...without } = settings;
  expect(feeds.wanted(without)).toEqual([]);
  await expect(source.fetch?.(pointer, { ...api(), settings: without })).rejects.toMatchObject({
    code: 'platforms.api-not-configured',
  });
});

test('whatever the API answers is read, or refused with a code', async () => {
  await readsAnyAnswer(
    platform,
    ['customer', 'order', 'product', 'coupon'],
    [
      'id',
      'email',
      'billing',
      'phone',
      'country',
      'line_items',
      'name',
      'quantity',
      'total',
      'currency',
      'date_modified_gmt',
      'role',
      'coupon_lines',
      'code',
      'refunds',
      'description',
    ],
  );
});
