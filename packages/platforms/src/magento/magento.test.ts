import { createSign, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import type { HttpRequest } from '../contract.ts';
import { bodyOf, context, fixtureReader, NOW, platformOf, read, readFetched, requestOf } from '../testing.ts';
import { magento } from './index.ts';
import { settings as schema } from './source/settings.ts';

const platform = platformOf(magento);
const SITE = 'https://shop.example.com';
const atShop = { ...context, settings: { siteUrl: SITE } };

const fixture = fixtureReader('magento');

const keyPair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
  return {
    pem,
    signature: (content: Uint8Array) => createSign('RSA-SHA256').update(content).sign(privateKey, 'base64'),
  };
};
const ours = keyPair();
const theirs = keyPair();

test('an event is proven by either of two signatures, by any of the keys, and only if it is for us', async () => {
  const settings = schema.parse({ eventPublicKeys: `${theirs.pem}\n${ours.pem}`, clientId: 'client-1' });
  const request = requestOf(platform, fixture('event-customer-saved'));
  const verify = (headers: Record<string, string>, values = settings, body = request.body) =>
    platform.source.verify({ ...request, headers: { ...request.headers, ...headers }, body }, values, NOW);
  const good = ours.signature(request.body);
  expect(await verify({ 'x-adobe-digital-signature-1': good })).toMatchObject({ ok: true });
  expect(
    await verify({ 'x-adobe-digital-signature-1': 'x', 'x-adobe-digital-signature-2': good }),
  ).toMatchObject({ ok: true });
  expect(await verify({ 'x-adobe-digital-signature-1': keyPair().signature(request.body) })).toMatchObject({
    ok: false,
  });
  expect(await verify({ 'x-adobe-digital-signature-1': `${good}0` })).toMatchObject({ ok: false });
  expect(await verify({})).toMatchObject({ ok: false });
  const foreign = { ...settings, clientId: 'client-2' };
  expect(await verify({ 'x-adobe-digital-signature-1': good }, foreign)).toMatchObject({ ok: false });
  expect(
    await verify({ 'x-adobe-digital-signature-1': good }, schema.parse({ moduleSecret: 'secret-12' })),
  ).toMatchObject({ ok: false });
  const { clientId: _, ...anybody } = settings;
  expect(await verify({ 'x-adobe-digital-signature-1': good }, anybody)).toMatchObject({ ok: false });
});

test('a batch is refused whole where one event of it is for somebody else', async () => {
  const settings = schema.parse({ eventPublicKeys: ours.pem, clientId: 'client-1' });
  const request = requestOf(platform, fixture('event-batch'));
  const verify = (body: Uint8Array) =>
    platform.source.verify(
      { ...request, headers: { 'x-adobe-digital-signature-1': ours.signature(body) }, body },
      settings,
      NOW,
    );
  expect(await verify(request.body)).toMatchObject({ ok: true });
  const mixed = Buffer.from(Buffer.from(request.body).toString().replace('client-1', 'client-2'));
  expect(await verify(mixed)).toMatchObject({ ok: false });
});

test('a Commerce webhook is proven over its body, plain or in base64, and answered with an operation', async () => {
  const settings = schema.parse({ webhookPublicKey: ours.pem });
  const request = requestOf(platform, fixture('hook-order'));
  const signed = (signature: string): HttpRequest => ({
    ...request,
    headers: { ...request.headers, 'x-adobe-commerce-webhook-signature': signature },
  });
  const encoded = Buffer.from(Buffer.from(request.body).toString('base64'));
  expect(await platform.source.verify(signed(ours.signature(encoded)), settings, NOW)).toMatchObject({
    ok: true,
  });
  expect(await platform.source.verify(signed(ours.signature(request.body)), settings, NOW)).toMatchObject({
    ok: true,
  });
  expect(await platform.source.verify(signed(theirs.signature(encoded)), settings, NOW)).toMatchObject({
    ok: false,
  });
  expect(platform.source.reply?.(signed('x'), settings)).toMatchObject({
    status: 200,
    body: '{"op":"success"}',
  });
  const event = requestOf(platform, fixture('event-order-saved'));
  expect(platform.source.reply?.(event, settings)).toEqual({ status: 200 });
});

test('the challenge goes back as text, and nothing but a challenge', () => {
  const shake = (query: string) =>
    platform.source.handshake?.(
      {
        method: 'GET',
        url: `https://edge.example.com/webhooks/magento/s?${query}`,
        headers: {},
        body: Buffer.alloc(0),
      },
      {},
      NOW,
    );
  expect(shake('challenge=8ec8d794-e0ab-42df-9017')).toMatchObject({
    status: 200,
    body: '8ec8d794-e0ab-42df-9017',
  });
  expect(shake('challenge=%3Cscript%3E')).toBeUndefined();
  expect(shake('')).toBeUndefined();
});

test('a module may send its HMAC in hexadecimal, with a prefix, or in base64', async () => {
  const settings = schema.parse({ moduleSecret: 'my secret' });
  const body = Buffer.from('{"id":727}');
  // printf '{"id":727}' | openssl dgst -sha256 -hmac "my secret"
  for (const signature of [
    '62c1cd9b35f5e2d27e2158342c1f7e1569ac081b79e222bdd1de9bd04c739ce7',
    'sha256=62c1cd9b35f5e2d27e2158342c1f7e1569ac081b79e222bdd1de9bd04c739ce7',
    'YsHNmzX14tJ+IVg0LB9+FWmsCBt54iK90d6b0ExznOc=',
  ]) {
    const request = {
      method: 'POST',
      url: `${SITE}/webhooks/magento/s`,
      headers: { 'x-webhook-signature': signature },
      body,
    };
    expect(await platform.source.verify(request, settings, NOW), signature).toEqual({ ok: true });
  }
});

test('a customer is a record; one that is deleted is gone', async () => {
  expect(await read(platform, fixture('event-customer-saved'), atShop)).toMatchObject([
    {
      account: 'shop.example.com',
      objectId: 'customer/1',
      kind: 'record',
      revision: Date.UTC(2026, 1, 11, 12, 30),
      participants: [
        {
          name: 'Veronica Costello',
          identifiers: [
            { type: 'email', value: 'roni_cost@example.com', verified: false },
            { type: 'phone' },
            { type: 'magento-customer', value: 'shop.example.com/1', verified: true },
          ],
        },
      ],
      consents: [],
    },
  ]);
  expect(await read(platform, fixture('event-customer-deleted'), atShop)).toMatchObject([
    { state: 'deleted', event: 'deleted', objectId: 'customer/1' },
  ]);
  expect(await read(platform, fixture('event-batch'), atShop)).toMatchObject([
    { objectId: 'customer/1' },
    { objectId: 'customer/2' },
  ]);
});

test('an order is the same by event, CloudEvent, hook and API', async () => {
  const expected = {
    objectId: 'order/3',
    kind: 'order',
    text: '1 × Iris Workout Top',
    amount: 39.64,
    currency: 'USD',
    conversationId: 'magento:shop.example.com:order/3',
  };
  for (const name of ['event-order-saved', 'event-cloudevent', 'hook-order'])
    expect(await read(platform, fixture(name), atShop), name).toMatchObject([expected]);
  expect(await readFetched(platform, 'order/3', bodyOf(fixture('fetched-order')), atShop)).toMatchObject(
    expected,
  );
});

test('an order of which only the id is told is fetched where there is somebody to ask', async () => {
  expect(await read(platform, fixture('event-order-bare'), atShop)).toMatchObject([
    { pointer: true, objectType: 'order', objectId: '3' },
  ]);
  expect(await read(platform, fixture('event-order-bare'))).toMatchObject([
    { kind: 'order', account: 'abc.prod' },
  ]);
});

test('subscribers, credit memos and whatever else', async () => {
  expect(await read(platform, fixture('event-subscriber'), atShop)).toMatchObject([
    {
      kind: 'consent',
      consents: [{ identifierValue: 'roni_cost@example.com', purpose: 'email', state: 'granted' }],
    },
  ]);
  expect(await read(platform, fixture('event-creditmemo'), atShop)).toMatchObject([
    {
      kind: 'event',
      objectId: 'creditmemo/5',
      conversationId: 'magento:shop.example.com:order/3',
      amount: 39.64,
    },
  ]);
  expect(await read(platform, fixture('event-product'), atShop)).toMatchObject([{ kind: 'other' }]);
  expect(await read(platform, fixture('hook-cart'), atShop)).toMatchObject([{ kind: 'other' }]);
});
