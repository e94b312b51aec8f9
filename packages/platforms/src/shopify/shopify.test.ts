import { expect, test } from 'vitest';
import type { HttpRequest } from '../contract.ts';
import { platforms } from '../registry.ts';
import { NOW, read } from '../testing.ts';

const platform = platforms.get('shopify');
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
