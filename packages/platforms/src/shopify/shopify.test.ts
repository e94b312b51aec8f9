import { expect, test } from 'vitest';
import type { HttpRequest } from '../contract.ts';
import { fixtureReader, NOW, platformOf, read, requestOf } from '../testing.ts';
import { shopify } from './index.ts';
import { settings as schema } from './source/settings.ts';

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
