import { createSign, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import type { HttpRequest, Pointer } from '../contract.ts';
import {
  bodyOf,
  context,
  fixturesOf,
  NOW,
  platformOf,
  present,
  rawOf,
  read,
  requestOf,
  readFetched as readAsFetched,
} from '../testing.ts';
import { magento } from './index.ts';
import { readsAnyAnswer } from '../simulation/hostile.ts';
import { connectedVendor, historyPages } from '../simulation/driving.ts';
import { seeded } from '../simulation/random.ts';
import { createSimulator } from './simulator/index.ts';
import { source } from './source/index.ts';
import { settings as schema } from './source/settings.ts';

const platform = platformOf(magento);
const fixtures = fixturesOf('magento');
const SITE = 'https://shop.example.com';
const atShop = { ...context, settings: { siteUrl: SITE } };

const fixture = (name: string) => present(fixtures.get(name));
const history = present(source.history);

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
  expect(await readFetched('order/3', bodyOf(fixture('fetched-order')))).toMatchObject(expected);
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

/** As the fetcher writes it. */
const readFetched = (
  object: string,
  body: Uint8Array,
  { siteUrl = SITE, ...how }: { found?: boolean; siteUrl?: string } = {},
) => readAsFetched(platform, object, body, { ...how, settings: { siteUrl } });

const shop = () => ({
  ...connectedVendor(source, createSimulator, 'https://magento.example.com'),
  random: seeded(13),
});

test('events tell of all that happens; history finds it again, under the same ids', async () => {
  const { simulator, settings, api, random, pass } = shop();
  const { siteUrl = '' } = settings;
  const archived = new Set<string>();
  const bring = async ({ objectType, objectId, change }: Pointer) => {
    const result = present(await source.fetch?.({ objectType, objectId, change, parameters: {} }, api()));
    if (!result.found) throw new Error('gone');
    const one = await readFetched(`${objectType}/${objectId}`, present(result.objects[0]).body, { siteUrl });
    expect(one.participants[0]?.identifiers.length).toBeGreaterThan(1);
    archived.add(one.interactionId);
  };
  for (let index = 0; index < 500; index += 1) {
    pass(30_000);
    for (const delivery of simulator.happen(random)) {
      expect(await platform.source.verify(delivery, settings, NOW)).toMatchObject({ ok: true });
      const items = await source.normalize(rawOf(platform, delivery), { ...context, settings: { siteUrl } });
      for (const item of items)
        if ('pointer' in item) await bring(item);
        else archived.add(item.interactionId);
    }
  }
  expect(archived).toEqual(simulator.interactionIds());

  const listed = new Set<string>();
  const span = { from: NOW.getTime(), to: api().now.getTime() + 1000 };
  for await (const answer of historyPages((where) => history.list({ ...span, ...where }, api()))) {
    for (const { pointer, object, interactionIds } of answer.items) {
      const body = present(object).body;
      const { interactionId } = await readFetched(`${pointer.objectType}/${pointer.objectId}`, body, {
        siteUrl,
      });
      expect(interactionIds).toEqual([interactionId]);
      listed.add(interactionId);
    }
  }
  expect(listed).toEqual(simulator.interactionIds());
});

test('the feeds read every change, in pages, where many are of the same second too', async () => {
  const { simulator, settings, api, pass } = shop();
  const feeds = present(source.feeds);
  const { siteUrl = '' } = settings;
  const random = seeded(29);
  const cursors = new Map<string, string>();
  for (const feed of feeds.wanted(settings)) cursors.set(feed, await feeds.start(feed, api()));
  const fed = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < 300; index += 1) {
      if (index % 50 === 0) pass(1000);
      simulator.happen(random);
    }
    pass(3_600_000);
    for (const feed of cursors.keys()) {
      let more = true;
      for (let pages = 0; more; pages += 1) {
        expect(pages).toBeLessThan(50);
        const page = await feeds.read(feed, present(cursors.get(feed)), api());
        if (page.expired) throw new Error('expired');
        for (const { key, body } of page.objects)
          fed.add((await readFetched(key, body, { siteUrl })).interactionId);
        cursors.set(feed, page.cursor);
        ({ more } = page);
      }
    }
  }
  expect(fed).toEqual(simulator.interactionIds());
});

test('what is gone is a deletion; without a token nothing is asked', async () => {
  const { settings, api } = shop();
  const pointer = { objectType: 'customer', objectId: '1', change: 'changed', parameters: {} } as const;
  expect(await source.fetch?.(pointer, api())).toEqual({ found: false });
  expect(await readFetched('customer/1', new Uint8Array(), { found: false })).toMatchObject({
    state: 'deleted',
  });
  const { accessToken: _, ...bare } = settings;
  await expect(source.fetch?.(pointer, { ...api(), settings: bare })).rejects.toMatchObject({
    code: 'platforms.api-not-configured',
  });
});

test('whatever the API answers is read, or refused with a code', async () => {
  await readsAnyAnswer(
    platform,
    ['customer', 'order', 'subscriber', 'invoice', 'shipment', 'creditmemo'],
    [
      'id',
      'entity_id',
      'email',
      'addresses',
      'telephone',
      'country_id',
      'items',
      'name',
      'qty_ordered',
      'grand_total',
      'updated_at',
      'subscriber_status',
      'extension_attributes',
    ],
  );
});
