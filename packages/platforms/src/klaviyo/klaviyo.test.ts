import { createHmac } from 'node:crypto';
import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import type { Api, FetchedObject, HistoryPage, Platform } from '../contract.ts';
import { context, fixtureReader, NOW, rawOf, read, requestOf } from '../testing.ts';
import { klaviyo } from './index.ts';
import { seeded } from '../simulation/random.ts';
import { authorized } from '../simulation/authorized.ts';
import { createSimulator } from './simulator/index.ts';
import type { Settings } from './source/settings.ts';

const platform = klaviyo as unknown as Platform;
const { source } = klaviyo;
const fixture = fixtureReader('klaviyo');
const all = async (name: string, settings = {}) =>
  (await read(platform, fixture(name), { ...context, settings })) as Interaction[];

/**
 * Signatures made with openssl over a body and then the timestamp of the vendor's page; the tests of the Rust crate
 * webhook-verify (providers/klaviyo, read in 2026) hold their own implementation to them. The vendor publishes neither body
 * nor secret of its example.
 */
test.each([
  [
    '{"data":[{"external_id":"4L3cwQae2TX","topic":"event:klaviyo.sent_sms"}],"meta":{"klaviyo_webhook_id":"a8b890458b4bbfaa26d961471b83c101d6de23bd826e7e5173a15310985ec3cb"}}',
    '5aa0e720d80b3a04ca04baf3c65cdfe31da57504af69fee8da29c35d45f0596b',
  ],
  ['', '20207af32de1a92c348f827f1eace8aefdcc554c6fc41e1e5625d4480a1cf059'],
  ['héllo, 🦀 world!', '976d9ec1a7b4a0edb37167e0e72bc58a9cb29933aa08f1f54679d49c1ee2ad82'],
])('the signature covers the body, then the timestamp: %s', async (body, signature) => {
  const settings = { ...klaviyo.generateSettings(), secret: 'klaviyo-test-secret' };
  const request = {
    ...requestOf(platform, fixture('batch')),
    body: Buffer.from(body),
    headers: { 'klaviyo-signature': signature, 'klaviyo-timestamp': 'Thu, 04 Jan 2024 18:05:25 GMT' },
  };
  const at = async (time: string) => source.verify(request, settings, new Date(time));
  expect(await at('2024-01-04T18:05:30Z')).toMatchObject({ ok: true });
  // Seen in the wild: a header that says GMT and is five hours ahead.
  expect(await at('2024-01-04T13:05:30Z')).toMatchObject({ ok: true });
  expect(await at('2024-01-06T18:05:30Z')).toMatchObject({ ok: false });
});

test('a timestamp may be an HTTP date, ISO 8601 or epoch seconds', async () => {
  const settings = klaviyo.generateSettings();
  const { body, ...request } = requestOf(platform, fixture('batch'));
  for (const timestamp of [NOW.toUTCString(), NOW.toISOString(), String(NOW.getTime() / 1000)]) {
    const signature = createHmac('sha256', settings.secret).update(body).update(timestamp).digest('hex');
    const headers = { 'klaviyo-signature': signature, 'klaviyo-timestamp': timestamp };
    expect(await source.verify({ ...request, body, headers }, settings, NOW)).toMatchObject({ ok: true });
  }
});

test('a flow is known by its secret, and a wrong signature is not made good by it', async () => {
  const settings = klaviyo.generateSettings();
  const flow = klaviyo.sign(requestOf(platform, fixture('flow-free')), settings, NOW);
  expect(await source.verify(flow, settings, NOW)).toEqual({ ok: true, method: 'flow-secret' });
  const both = { ...flow, headers: { ...flow.headers, 'klaviyo-signature': '00' } };
  expect(await source.verify(both, settings, NOW)).toMatchObject({ ok: false });
});

test('whoever unsubscribes has denied', async () => {
  expect(await all('unsubscribed')).toMatchObject([
    {
      account: 'WBhXHN',
      objectId: '73WCCK7JKtE',
      kind: 'consent',
      event: 'denied',
      vendorEvent: 'event:klaviyo.unsubscribed_from_email_marketing',
      occurredAt: Date.UTC(2026, 3, 13, 22, 16, 46),
      participants: [
        {
          identifiers: [
            { type: 'email', value: 'email@example.com' },
            { type: 'klaviyo-profile', value: 'WBhXHN/01KP4EGHH8QJ3N3AY2Z6V7RMDK', verified: true },
          ],
        },
      ],
      consents: [
        { identifierType: 'email', identifierValue: 'email@example.com', purpose: 'email', state: 'denied' },
      ],
      properties: { method: 'PROFILE_PAGE' },
    },
  ]);
});

test('every topic of a batch is read, and what is unknown is kept', async () => {
  const items = await all('batch');
  expect(items.map(({ kind, event, direction, channel }) => [kind, event, direction, channel])).toEqual([
    ['status', 'delivered', 'outbound', 'email'],
    ['status', 'bounced', 'outbound', 'email'],
    ['consent', 'complained', 'inbound', 'email'],
    ['message', 'received', 'inbound', 'sms'],
    ['status', 'delivered', 'outbound', 'sms'],
    ['message', 'review', 'inbound', 'web'],
    ['consent', 'granted', 'inbound', 'sms'],
    ['status', 'opened', 'inbound', 'push'],
    ['order', 'order_placed', 'inbound', 'commerce'],
    ['other', 'other', 'none', 'email'],
  ]);
  expect(items[3]).toMatchObject({
    text: 'Is it on its way?',
    participants: [{ identifiers: [{ type: 'phone', value: '+14155550132' }, {}] }],
  });
  expect(items[6]?.consents).toMatchObject([{ identifierType: 'phone', purpose: 'sms', state: 'granted' }]);
  expect(items[8]).toMatchObject({ amount: 129.9, currency: 'EUR' });
});

test('profiles that are named by id alone are fetched once a delivery, if that is wished', async () => {
  const items = await read(platform, fixture('batch'), { ...context, settings: { profiles: 'fetch' } });
  expect(items.filter((item) => 'pointer' in item)).toEqual([
    {
      pointer: true,
      objectType: 'profile',
      objectId: '01KP4EGHH8QJ3N3AY2Z6V7RMDK',
      change: 'changed',
      parameters: { account: 'WBhXHN' },
    },
  ]);
});

test('a profile is a record with its consents; one that is gone is deleted', async () => {
  const [profile] = await all('profile');
  expect(profile).toMatchObject({
    objectId: 'profile/01KP4EGHH8QJ3N3AY2Z6V7RMDK',
    revision: Date.UTC(2026, 10, 2, 9),
    kind: 'record',
    participants: [
      {
        name: 'Ana Silva',
        identifiers: [
          { type: 'email', value: 'ana.silva@example.net' },
          { type: 'phone', value: '+14155550132' },
          { type: 'klaviyo-profile' },
          { type: 'user', value: 'customer-77' },
        ],
        traits: { city: 'Lisbon', shoe_size: '42' },
      },
    ],
    consents: [
      { identifierType: 'email', purpose: 'email', state: 'granted' },
      { identifierType: 'phone', purpose: 'sms', state: 'denied' },
    ],
  });
  const [gone] = await all('profile-gone', { accountId: 'WBhXHN' });
  expect(gone).toMatchObject({ interactionId: profile?.interactionId, state: 'deleted' });
});

test('an event of the history is the same as the webhook’s', async () => {
  const [told] = await all('unsubscribed');
  const [listed] = await all('event');
  expect(listed).toMatchObject({
    interactionId: told?.interactionId,
    documentId: told?.documentId,
    kind: 'consent',
    event: 'denied',
    occurredAt: told?.occurredAt,
    consents: [{ identifierValue: 'ana.silva@example.net' }],
  });
});

test('a flow that is written as the README proposes is read; any other is kept', async () => {
  const flow = klaviyo.samples(NOW).at(-1);
  if (flow === undefined) throw new Error('no sample');
  expect(await read(platform, flow, { ...context, settings: { accountId: 'WBhXHN' } })).toMatchObject([
    {
      account: 'WBhXHN',
      kind: 'event',
      event: 'started_checkout',
      direction: 'inbound',
      participants: [{ identifiers: [{ type: 'email' }, { type: 'klaviyo-profile' }] }],
      properties: { flow: 'Abandoned cart', value: '89.9' },
    },
  ]);
  expect(await all('flow-free')).toMatchObject([{ kind: 'other', text: '{"hello":"world"}' }]);
});

test('webhooks, profiles and history of a month agree', async () => {
  let time = NOW.getTime();
  const simulator = createSimulator({ now: () => new Date(time), baseUrl: 'https://klaviyo.test' });
  const settings = simulator.settings as Settings;
  const http = authorized(simulator.vendor.http, source.access?.(settings), () => NOW);
  const api: Api<Settings> = { settings, now: NOW, http };
  const readObject = async (object: FetchedObject, pointed: string) => {
    const request = { method: 'FETCH', url: object.url, headers: object.headers, body: object.body };
    const raw = {
      ...rawOf(platform, request, time),
      headers: { ...object.headers, 'x-fetch-object': pointed },
    };
    return (await source.normalize(raw, { ...context, settings: { profiles: 'fetch' } })) as Interaction[];
  };
  const random = seeded(5);
  const found = new Map<string, Interaction>();
  for (let hour = 0; hour < 30 * 24; hour += 1) {
    time += 60 * 60 * 1000;
    for (const delivery of simulator.happen(random)) {
      expect(await source.verify(delivery, settings, new Date(time))).toMatchObject({ ok: true });
      const raw = rawOf(platform, delivery, time);
      for (const item of await source.normalize(raw, { ...context, settings: { profiles: 'fetch' } })) {
        if (!('pointer' in item)) {
          found.set(item.interactionId, item);
          continue;
        }
        const result = await source.fetch?.(item, api);
        if (result?.found !== true) throw new Error('no profile');
        for (const object of result.objects)
          for (const one of await readObject(object, `profile/${item.objectId}`))
            found.set(one.interactionId, one);
      }
    }
  }
  expect(new Set(found.keys())).toEqual(simulator.interactionIds());
  const span = { from: NOW.getTime(), to: time + 1 };
  const listed = new Set<string>();
  for (let page: string | undefined, first = true; first || page !== undefined; first = false) {
    const answer: HistoryPage | undefined = await source.history?.list(
      page === undefined ? span : { ...span, page },
      api,
    );
    for (const { interactionIds, object, pointer } of answer?.items ?? []) {
      if (object === undefined) throw new Error('no object');
      const [item] = await readObject(object, `event/${pointer.objectId}`);
      const told = found.get(interactionIds[0] ?? '');
      expect([item?.interactionId, item?.kind, item?.event, item?.occurredAt]).toEqual([
        told?.interactionId,
        told?.kind,
        told?.event,
        told?.occurredAt,
      ]);
      listed.add(item?.interactionId ?? '');
    }
    page = answer?.next;
  }
  const events = [...found.values()].filter((item) => !item.objectId.startsWith('profile/'));
  expect(listed).toEqual(new Set(events.map((item) => item.interactionId)));
  expect(simulator.vendor.requests.filter((request) => request.includes('/accounts'))).toHaveLength(1);
  expect(
    await source.fetch?.({ objectType: 'profile', objectId: 'gone', change: 'changed', parameters: {} }, api),
  ).toEqual({ found: false });
  simulator.vendor.fail(429, 1, { 'retry-after': '10' });
  await expect(source.history?.list(span, api)).rejects.toMatchObject({
    code: 'platforms.api-limited',
    detail: { retryAfterMs: 10_000 },
  });
});
