import { expect, test } from 'vitest';
import type { Api, HistoryPage, HttpRequest } from '../contract.ts';
import {
  bodyOf,
  context,
  fixtureReader,
  NOW,
  platformOf,
  rawOf,
  read,
  requestOf,
  readFetched as readAsFetched,
} from '../testing.ts';
import { shopify } from './index.ts';
import { readsAnyAnswer } from '../simulation/hostile.ts';
import { authorized } from '../simulation/authorized.ts';
import { createClock } from '../simulation/driving.ts';
import { seeded } from '../simulation/random.ts';
import { createSimulator } from './simulator/index.ts';
import { source } from './source/index.ts';
import { settings as schema, type Settings } from './source/settings.ts';

const platform = platformOf(shopify);
const [customerChanged, orderPlaced] = platform.samples(NOW);

test('what Shopify computes for its documented example verifies', async () => {
  // Computed with: openssl dgst -sha256 -hmac hush -binary | openssl enc -base64
  const request: HttpRequest = {
    method: 'POST',
    url: 'https://edge.example.com/webhooks/shopify/src_1',
    headers: { 'x-shopify-hmac-sha256': 'VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=' },
    body: Buffer.from('{"id":1}'),
  };
  const signed = platform.sign({ ...request, headers: {} }, { clientSecret: 'hush' }, NOW);
  expect(signed.headers['x-shopify-hmac-sha256']).toBe(request.headers['x-shopify-hmac-sha256']);
  expect(await platform.source.verify(request, { clientSecret: 'hush' }, NOW)).toMatchObject({ ok: true });
  const renamed = {
    ...request,
    headers: { 'shopify-hmac-sha256': request.headers['x-shopify-hmac-sha256'] ?? '' },
  };
  expect(await platform.source.verify(renamed, { clientSecret: 'hush' }, NOW)).toMatchObject({ ok: true });
});

test('a customer is a record with traits and consent', async () => {
  expect(customerChanged).toBeDefined();
  if (customerChanged === undefined) return;
  const [record] = await read(platform, customerChanged);
  expect(record).toMatchObject({
    kind: 'record',
    revision: NOW.getTime(),
    participants: [
      {
        role: 'customer',
        name: 'Ana Silva',
        traits: { firstName: 'Ana', lastName: 'Silva' },
        identifiers: [
          { type: 'email' },
          { type: 'phone', value: '+14155550132' },
          { type: 'shopify-customer' },
        ],
      },
    ],
    consents: [{ purpose: 'email', state: 'granted' }],
  });
});

test('an order has its amount, its lines and its buyer', async () => {
  expect(orderPlaced).toBeDefined();
  if (orderPlaced === undefined) return;
  const [order] = await read(platform, orderPlaced);
  expect(order).toMatchObject({
    kind: 'order',
    event: 'order_placed',
    amount: 59.2,
    currency: 'USD',
    text: '1 × Trail running shoes',
  });
});

const fixture = fixtureReader('shopify');
const readFixture = async (name: string) => (await read(platform, fixture(name)))[0];

test('a record carries both consents; a deletion comes after every change', async () => {
  expect(await readFixture('customer-updated')).toMatchObject({
    consents: [
      { identifierType: 'phone', identifierValue: '+16136120707', purpose: 'sms', state: 'granted' },
    ],
  });
  expect(await readFixture('customer-deleted')).toMatchObject({
    objectId: 'customer/207119551',
    state: 'deleted',
    revision: Number.MAX_SAFE_INTEGER,
  });
});

test('marketing consents are statements of an address and of a number', async () => {
  expect(await readFixture('email-consent')).toMatchObject({
    kind: 'consent',
    event: 'granted',
    revision: Date.parse('2026-10-31T12:00:00-04:00'),
    consents: [{ identifierValue: 'bob.norman@mail.example.com', purpose: 'email', state: 'granted' }],
  });
  expect(await readFixture('sms-consent')).toMatchObject({
    channel: 'sms',
    event: 'denied',
    consents: [{ identifierType: 'phone', identifierValue: '+16136120707', purpose: 'sms', state: 'denied' }],
  });
});

test.each([
  ['order-created', 'order_placed', {}],
  ['order-updated', 'changed', { note: 'Gift' }],
  ['order-paid', 'paid', { financialStatus: 'paid' }],
  ['order-fulfilled', 'fulfilled', { fulfillmentStatus: 'fulfilled' }],
  ['order-cancelled', 'cancelled', { cancelReason: 'customer' }],
])('%s is a change of the same order', async (name, event, properties) => {
  expect(await readFixture(name)).toMatchObject({
    kind: 'order',
    event,
    properties,
    objectId: 'order/820982911946154508',
    amount: 388,
    conversationId: 'shopify:example.myshopify.com:order/820982911946154508',
    participants: [{ name: 'John Smith', identifiers: [{ value: 'john@example.com', verified: true }, {}] }],
  });
});

test('what belongs to an order stands in its conversation', async () => {
  const conversationId = 'shopify:example.myshopify.com:order/820982911946154508';
  expect(await readFixture('refund')).toMatchObject({
    conversationId,
    event: 'refunded',
    direction: 'outbound',
    amount: 200.1,
    currency: 'USD',
    text: '1 × IPod Nano - 8gb\nThings were damaged',
  });
  expect(await readFixture('fulfillment')).toMatchObject({
    conversationId,
    kind: 'status',
    event: 'shipped',
    properties: { tracking: '1z827wk74630' },
  });
  expect(await readFixture('order-edited')).toMatchObject({ conversationId, kind: 'other' });
  expect(await readFixture('order-deleted')).toMatchObject({
    state: 'deleted',
    revision: Number.MAX_SAFE_INTEGER,
  });
});

test('checkouts begin, are left or completed; drafts are offers', async () => {
  expect(await readFixture('checkout-created')).toMatchObject({
    event: 'checkout_started',
    objectId: 'checkout/123123123',
    link: expect.stringContaining('/recover'),
    amount: 398,
    participants: [{ name: 'John Smith' }],
  });
  expect(await readFixture('checkout-updated')).toMatchObject({
    event: 'checkout_completed',
    objectId: 'checkout/123123123',
  });
  expect(await readFixture('checkout-deleted')).toMatchObject({ state: 'deleted' });
  expect(await readFixture('draft-order')).toMatchObject({
    event: 'draft_created',
    direction: 'outbound',
    participants: [{ role: 'customer', author: false, name: 'Bob Norman' }],
  });
});

test('privacy requests name their customer, and wait for somebody', async () => {
  expect(await readFixture('data-request')).toMatchObject({
    event: 'data_requested',
    participants: [{ role: 'customer' }],
  });
  expect(await readFixture('redact')).toMatchObject({
    event: 'erasure_requested',
    objectId: 'customers/redact/191167',
  });
  expect(await readFixture('shop-redact')).toMatchObject({ event: 'erasure_requested', participants: [] });
  expect(await readFixture('uninstalled')).toMatchObject({ kind: 'other', event: 'uninstalled' });
});

test('a contact form of a Flow is proven by its secret, which proves nothing else', async () => {
  const settings = schema.parse({ clientSecret: 'hush', flowSecret: 'a-secret-of-the-flow' });
  const request = requestOf(platform, fixture('form-contact'));
  const sent = { ...request, headers: { ...request.headers, 'x-flow-secret': 'a-secret-of-the-flow' } };
  expect(await platform.source.verify(sent, settings, NOW)).toEqual({ ok: true, method: 'flow-secret' });
  expect(await platform.source.verify(request, settings, NOW)).toMatchObject({ ok: false });
  const elsewhere = { ...sent, url: sent.url.replace('/form/contact', '') };
  expect(await platform.source.verify(elsewhere, settings, NOW)).toMatchObject({ ok: false });
  const unset = schema.parse({ clientSecret: 'hush' });
  const empty = { ...sent, headers: { ...sent.headers, 'x-flow-secret': '' } };
  expect(await platform.source.verify(empty, unset, NOW)).toMatchObject({ ok: false });
  expect(await readFixture('form-contact')).toMatchObject({
    kind: 'form',
    direction: 'inbound',
    text: 'Do you ship to Portugal?',
    participants: [
      {
        name: 'Ana Silva',
        identifiers: [{ type: 'email', value: 'ana.silva@example.net', verified: false }],
      },
    ],
  });
});

function shop() {
  const { now, pass } = createClock(NOW);
  const simulator = createSimulator({ now, baseUrl: 'https://shopify.example.com' });
  const settings = simulator.settings as Settings;
  const http = authorized(simulator.vendor.http, source.access?.(settings), now);
  const api = (): Api<Settings> => ({ settings, now: now(), http });
  return { simulator, settings, api, pass };
}

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
