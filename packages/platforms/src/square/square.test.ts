import { expect, test } from 'vitest';
import type { Api, Pointer } from '../contract.ts';
import { interactionIdOf } from '../reading/index.ts';
import { context, fixtureReader, NOW, platformOf, rawOf, read, requestOf } from '../testing.ts';
import { square } from './index.ts';
import { readsAnyAnswer } from '../simulation/hostile.ts';
import { seeded } from '../simulation/random.ts';
import { authorized } from '../simulation/authorized.ts';
import { createSimulator } from './simulator/index.ts';
import { source } from './source/index.ts';
import { settings as schema, type Settings } from './source/settings.ts';

const platform = platformOf(square);
const fixture = fixtureReader('square');

/** developer.squareup.com/docs/webhooks/step3validate and the tests of Square's SDKs. */
test("the vendor's published vector verifies", async () => {
  const request = {
    method: 'POST',
    url: 'https://example.com/webhook',
    headers: { 'x-square-hmacsha256-signature': '2kRE5qRU2tR+tBGlDwMEw2avJ7QM4ikPYD/PJ3bd9Og=' },
    body: Buffer.from('{"hello":"world"}'),
  };
  const settings = schema.parse({ signatureKey: 'asdf1234' });
  expect(await platform.source.verify(request, settings, NOW)).toEqual({ ok: true });
  const moved = { ...request, url: 'https://internal.example.com/webhook' };
  expect(await platform.source.verify(moved, settings, NOW)).toMatchObject({ ok: false });
  const named = { ...settings, notificationUrl: 'https://example.com/webhook' };
  expect(await platform.source.verify(moved, named, NOW)).toEqual({ ok: true });
});

test('a customer is a record; a deleted one is gone for good', async () => {
  const [created] = await read(platform, fixture('customer-created'));
  expect(created).toMatchObject({ kind: 'record', event: 'created', state: 'active', direction: 'none' });
  const [deleted] = await read(platform, fixture('customer-deleted'));
  expect(deleted).toMatchObject({
    kind: 'record',
    event: 'deleted',
    state: 'deleted',
    objectId: 'customer/QPTXM8PQNX3Q726ZYHPMNP46XC',
    revision: Date.parse('2022-11-09T21:26:50Z'),
  });
});

test('who unsubscribed has denied; who did not has said nothing', async () => {
  const original = fixture('customer-deleted');
  const body = typeof original.body === 'string' ? original.body : '';
  const unsubscribed = body.replace('"email_unsubscribed": false', '"email_unsubscribed": true');
  const [one] = await read(platform, { ...original, body: unsubscribed });
  expect(one).toMatchObject({
    consents: [{ identifierValue: 'jenkins+smorly@squareup.com', purpose: 'email', state: 'denied' }],
  });
  expect((await read(platform, original))[0]).toMatchObject({ consents: [] });
});

test('an order event is a pointer; the order comes with its customer', async () => {
  const [pointer] = await read(platform, fixture('order-updated'));
  expect(pointer).toMatchObject({
    pointer: true,
    objectType: 'order',
    objectId: '5S9MXCS9Y99KK/eA3vssLHKJrv9H0IdJCM3gNqfdcZY',
    change: 'changed',
  });
  expect((await read(platform, fixture('order-fulfillment-updated')))[0]).toMatchObject({
    objectType: 'order',
  });
});

test('payments, refunds, bookings and invoices are told apart, with their amounts', async () => {
  expect((await read(platform, fixture('payment-created')))[0]).toMatchObject({
    kind: 'event',
    currency: 'USD',
  });
  expect((await read(platform, fixture('refund-created')))[0]).toMatchObject({ direction: 'outbound' });
  expect((await read(platform, fixture('booking-created')))[0]).toMatchObject({
    kind: 'booking',
    objectId: 'booking/i2id2g3enyspi7',
    participants: [{ identifiers: [{ value: 'GQQWA3J6A3AEZ/SSKBT02ECWZXK6W3VWYC78E52R' }] }],
  });
  expect((await read(platform, fixture('invoice-payment-made')))[0]).toMatchObject({
    kind: 'invoice',
    event: 'payment_made',
    amount: 100,
    participants: [{ role: 'customer', author: false, name: 'Amelia Earhart' }],
  });
  expect((await read(platform, fixture('loyalty-account-created')))[0]).toMatchObject({ kind: 'other' });
});

const vendorApi = (now: () => Date) => {
  const simulator = createSimulator({ now, baseUrl: 'https://square.example.com' });
  const settings = simulator.settings as Settings;
  const http = authorized(simulator.vendor.http, source.access?.(settings), now);
  const api: Api<Settings> = { settings, now: now(), http };
  return { simulator, api };
};

/** As the fetcher writes it. */
const fetchedRaw = (pointer: Omit<Pointer, 'pointer'>, body: Uint8Array, found = true) => {
  const raw = rawOf(platform, { method: 'FETCH', url: 'https://square.example.com/', headers: {}, body });
  const headers = {
    'x-fetch-object': `${pointer.objectType}/${pointer.objectId}`,
    'x-fetch-change': pointer.change,
    'x-fetch-found': String(found),
  };
  return { ...raw, headers: { ...raw.headers, ...headers } };
};

test('history finds all that happened, and what it finds reads as what was told', async () => {
  let time = NOW.getTime();
  const { simulator, api } = vendorApi(() => new Date(time));
  const random = seeded(7);
  const archived = new Set<string>();
  for (let day = 0; day < 3; day += 1) {
    for (let index = 0; index < 150; index += 1) {
      time += 60_000;
      for (const delivery of simulator.happen(random)) {
        expect(await platform.source.verify(delivery, simulator.settings, NOW)).toEqual({ ok: true });
        for (const item of await source.normalize(rawOf(platform, delivery), context)) {
          if (!('pointer' in item)) {
            archived.add(item.interactionId);
            continue;
          }
          const result = await source.fetch?.(item, api);
          if (result === undefined || !result.found) throw new Error('order not found');
          const objects = result.objects.map((object) => fetchedRaw(item, object.body));
          const known = await source.normalize(objects[0] ?? rawOf(platform, delivery), context);
          const buyer = await source.normalize(objects[1] ?? rawOf(platform, delivery), context);
          expect([...known, ...buyer]).toMatchObject([
            { kind: 'order', currency: 'USD' },
            { kind: 'record' },
          ]);
          for (const one of [...known, ...buyer]) if (!('pointer' in one)) archived.add(one.interactionId);
        }
      }
    }
  }
  expect(archived).toEqual(simulator.interactionIds());

  const listed = new Set<string>();
  let page: string | undefined;
  do {
    const span = { from: NOW.getTime(), to: time + 1_000, ...(page === undefined ? {} : { page }) };
    const answer = await source.history?.list(span, api);
    for (const item of answer?.items ?? []) {
      for (const id of item.interactionIds) listed.add(id);
      if (item.object === undefined) continue;
      const [one] = await source.normalize(fetchedRaw(item.pointer, item.object.body), context);
      expect(one).toMatchObject({ interactionId: item.interactionIds[0] });
    }
    page = answer?.next;
  } while (page !== undefined);
  expect(listed).toEqual(simulator.interactionIds());
});

test('the feeds read every change that a webhook may have missed', async () => {
  let time = NOW.getTime();
  const { simulator, api } = vendorApi(() => new Date(time));
  const feeds = source.feeds;
  if (feeds === undefined) throw new Error('no feeds');
  const random = seeded(31);
  const at = () => ({ ...api, now: new Date(time) });
  const cursors = new Map<string, string>();
  for (const feed of feeds.wanted(api.settings)) cursors.set(feed, await feeds.start(feed, at()));
  const fed = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < 300; index += 1) {
      time += 1000;
      simulator.happen(random);
    }
    time += 1_800_000;
    for (const feed of cursors.keys()) {
      let more = true;
      while (more) {
        const page = await feeds.read(feed, cursors.get(feed) ?? '', at());
        if (page.expired) throw new Error('expired');
        for (const { objectId, objectType } of page.pointers)
          fed.add(interactionIdOf('square', 'MLSIMULATED', `${objectType}/${objectId.split('/')[1] ?? ''}`));
        for (const { body } of page.objects) {
          const pointer = {
            objectType: feed,
            objectId: 'MLSIMULATED/x',
            change: 'changed',
            parameters: {},
          } as const;
          for (const one of await source.normalize(fetchedRaw(pointer, body), context))
            if (!('pointer' in one)) fed.add(one.interactionId);
        }
        cursors.set(feed, page.cursor);
        ({ more } = page);
      }
    }
  }
  expect(fed).toEqual(simulator.interactionIds());
  expect(await feeds.read('order', 'nonsense', at())).toEqual({ expired: true });
});

test('a cursor that lapsed begins its list anew', async () => {
  let time = NOW.getTime();
  const { simulator, api } = vendorApi(() => new Date(time));
  const random = seeded(37);
  for (let index = 0; index < 500; index += 1) simulator.happen(random);
  const span = { from: NOW.getTime() - 1000, to: NOW.getTime() + 86_400_000 };
  const first = await source.history?.list(span, api);
  expect(first?.next).toMatch(/^customer search/);
  time += 600_000;
  const late = await source.history?.list({ ...span, page: first?.next ?? '' }, api);
  expect(late).toEqual({ items: [], next: 'customer ' });
  const anew = await source.history?.list({ ...span, page: 'customer ' }, api);
  expect(anew?.items).toHaveLength(100);
});

test('what is gone is a deletion; without a token nothing can be fetched; limits are waited for', async () => {
  const { simulator, api } = vendorApi(() => NOW);
  const pointer = { objectType: 'order', objectId: 'M1/gone', change: 'changed', parameters: {} } as const;
  expect(await source.fetch?.(pointer, api)).toEqual({ found: false });
  const [gone] = await source.normalize(fetchedRaw(pointer, new Uint8Array(), false), context);
  expect(gone).toMatchObject({
    state: 'deleted',
    kind: 'order',
    interactionId: interactionIdOf('square', 'M1', 'order/gone'),
  });
  const { accessToken: _, ...without } = api.settings;
  await expect(source.fetch?.(pointer, { ...api, settings: without })).rejects.toMatchObject({
    code: 'platforms.api-not-configured',
  });
  simulator.vendor.fail(429, 1, { 'retry-after': '3' });
  await expect(source.fetch?.(pointer, api)).rejects.toMatchObject({
    code: 'platforms.api-limited',
    retryable: true,
  });
});

test('a delivery that Square repeats is the same delivery', () => {
  const [sample] = platform.samples(NOW);
  if (sample === undefined) throw new Error('no sample');
  const request = requestOf(platform, sample);
  const again = { ...request, headers: { ...request.headers, 'square-retry-number': '2' } };
  expect(platform.source.describe(again, {})).toEqual(platform.source.describe(request, {}));
});

test('whatever the API answers is read, or refused with a code', async () => {
  await readsAnyAnswer(
    platform,
    ['customer', 'order', 'payment', 'refund', 'booking', 'invoice'],
    [
      'customer',
      'order',
      'payment',
      'booking',
      'invoice',
      'refund',
      'id',
      'updated_at',
      'total_money',
      'amount',
      'currency',
      'line_items',
      'fulfillments',
      'preferences',
      'email_unsubscribed',
      'email_address',
    ],
  );
});
