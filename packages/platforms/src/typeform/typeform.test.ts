import { createHmac } from 'node:crypto';
import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import type { Api, HistoryPage, Platform } from '../contract.ts';
import { textOf } from '../schemes/index.ts';
import { bodyOf, context, fixtureReader, NOW, rawOf, read, requestOf } from '../testing.ts';
import { typeform } from './index.ts';
import { authorized } from '../simulation/authorized.ts';
import { createSimulator } from './simulator/index.ts';
import type { Settings } from './source/settings.ts';

const platform = typeform as unknown as Platform;
const { source } = typeform;
const fixture = fixtureReader('typeform');
const only = async (name: string) => {
  const [item] = (await read(platform, fixture(name))) as Interaction[];
  if (item === undefined) throw new Error('nothing read');
  return item;
};

test('the signature is what Typeform’s page tells to compute', async () => {
  const request = requestOf(platform, fixture('every-answer'));
  const digest = createHmac('sha256', 'abc123').update(request.body).digest('base64');
  const signed = { ...request, headers: { ...request.headers, 'typeform-signature': `sha256=${digest}` } };
  const settings = { ...typeform.generateSettings(), secret: 'abc123' };
  expect(await source.verify(signed, settings, NOW)).toMatchObject({ ok: true });
  const hex = createHmac('sha256', 'abc123').update(request.body).digest('hex');
  const wrong = { ...signed, headers: { 'typeform-signature': `sha256=${hex}` } };
  expect(await source.verify(wrong, settings, NOW)).toMatchObject({ ok: false });
});

test('every type of answer is read', async () => {
  const item = await only('every-answer');
  expect(item).toMatchObject({
    account: 'lT4Z3j',
    objectId: 'a3a12ec67a1365927098a606107fac15',
    kind: 'form',
    event: 'form_submitted',
    subject: 'Webhooks example',
    text: 'The shoe has a scratch.',
    occurredAt: Date.UTC(2018, 0, 18, 18, 17, 2),
    amount: 1.5,
    attachments: [{ name: 'afd8258fd453-scratch.png' }],
  });
  expect(item.properties).toMatchObject({
    score: '9',
    'variable.name': 'typeform',
    'hidden.user_id': 'abc123456',
    ref_multiple_choice: 'Delivery',
    ref_picture_choice: 'London, Lisbon',
    ref_yes_no: 'yes',
    ref_opinion_scale: '9',
    ref_date: '2026-11-05',
    ref_website: 'https://example.net',
    ref_dropdown: 'Portugal',
  });
  expect(item.participants).toMatchObject([
    {
      name: 'Ana Silva',
      identifiers: [
        { type: 'email', value: 'ana.silva@example.net', verified: false },
        { type: 'phone', value: '+14155550132', verified: false },
        { type: 'user', value: 'abc123456', verified: false },
      ],
    },
  ]);
});

test('a ref that nobody chose does not name an answer', async () => {
  const body = textOf(bodyOf(fixture('every-answer'))).replaceAll('ref_date', 'f040ed23d66caed8');
  const [item] = (await read(platform, { ...fixture('every-answer'), body })) as Interaction[];
  expect(item?.properties).toMatchObject({ 'When?': '2026-11-05', ref_yes_no: 'yes' });
});

test('contact information is the sender’s; another address in the form is not', async () => {
  const item = await only('contact-information');
  expect(item.participants).toMatchObject([
    {
      name: 'Ana Silva',
      identifiers: [
        { type: 'email', value: 'ana.silva@example.net' },
        { type: 'phone', value: '+14155550132' },
      ],
      traits: { firstName: 'Ana', lastName: 'Silva' },
    },
  ]);
  expect(item.participants[0]?.identifiers).toHaveLength(2);
});

test('what is not a response in the end is kept apart', async () => {
  expect(await only('partial')).toMatchObject({ kind: 'other', vendorEvent: 'form_response_partial' });
  expect(await only('no-response')).toMatchObject({ kind: 'other', objectId: 'event/01OTHER' });
  expect((await only('partial')).interactionId).not.toBe((await only('every-answer')).interactionId);
});

test('a response that is gone is deleted under its own id', async () => {
  const request = {
    method: 'FETCH',
    url: 'urn:gone',
    headers: {
      'x-fetch-object': 'response/lT4Z3j/a3a12ec67a1365927098a606107fac15',
      'x-fetch-found': 'false',
    },
    body: Buffer.alloc(0),
  };
  expect(await source.normalize(rawOf(platform, request), context)).toMatchObject([
    { interactionId: (await only('every-answer')).interactionId, state: 'deleted' },
  ]);
});

test('the history lists each response once, as the webhook told of it', async () => {
  let time = NOW.getTime();
  const simulator = createSimulator({ now: () => new Date(time), baseUrl: 'https://typeform.test' });
  const settings = simulator.settings as Settings;
  const http = authorized(simulator.vendor.http, source.access?.(settings), () => NOW);
  const api: Api<Settings> = { settings, now: NOW, http };
  const told = new Map<string, Interaction>();
  for (let count = 0; count < 450; count += 1) {
    time += 97_000;
    for (const delivery of simulator.happen(() => 0)) {
      expect(await source.verify(delivery, settings, NOW)).toMatchObject({ ok: true });
      const [item] = (await source.normalize(rawOf(platform, delivery, time), context)) as Interaction[];
      if (item !== undefined) told.set(item.interactionId, item);
    }
  }
  const found: string[] = [];
  const all = { from: NOW.getTime(), to: time + 1 };
  for (let page: string | undefined, first = true; first || page !== undefined; first = false) {
    const listed: HistoryPage | undefined = await source.history?.list(
      page === undefined ? all : { ...all, page },
      api,
    );
    for (const { interactionIds, object } of listed?.items ?? []) {
      found.push(...interactionIds);
      if (object === undefined) throw new Error('no object');
      const request = { method: 'FETCH', url: object.url, headers: object.headers, body: object.body };
      const [item] = (await source.normalize(rawOf(platform, request, time), context)) as Interaction[];
      const same = told.get(interactionIds[0] ?? '');
      expect([item?.interactionId, item?.text, item?.occurredAt, item?.subject]).toEqual([
        same?.interactionId,
        same?.text,
        same?.occurredAt,
        same?.subject,
      ]);
    }
    page = listed?.next;
  }
  expect(found).toHaveLength(450);
  expect(new Set(found)).toEqual(simulator.interactionIds());
  const pointer = {
    objectType: 'response',
    objectId: 'lT4Z3j/token000000000000000000000000003',
    change: 'created',
    parameters: {},
  } as const;
  const fetched = await source.fetch?.(pointer, api);
  if (fetched?.found !== true) throw new Error('not found');
  for (const object of fetched.objects) {
    const request = { method: 'FETCH', url: object.url, headers: object.headers, body: object.body };
    expect(await source.normalize(rawOf(platform, request, time), context)).toMatchObject([
      { objectId: 'token000000000000000000000000003', text: 'Where is parcel 3?' },
    ]);
  }
  expect(await source.fetch?.({ ...pointer, objectId: 'lT4Z3j/gone' }, api)).toEqual({ found: false });
  const hour = { from: NOW.getTime(), to: NOW.getTime() + 60 * 60 * 1000 };
  expect((await source.history?.list(hour, api))?.items).toHaveLength(37);
  simulator.vendor.fail(429, 1, { 'retry-after': '3' });
  await expect(source.history?.list(hour, api)).rejects.toMatchObject({ code: 'platforms.api-limited' });
});
