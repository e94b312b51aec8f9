import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import { FEED, SUBSCRIPTION, type Api, type Subscriptions } from '../contract.ts';
import { createRig } from '../simulation/driving.ts';
import { liveAMonth } from '../simulation/month.ts';
import { context, fixtureReader, NOW, platformOf, read, requestOf } from '../testing.ts';
import { ringcentral } from './index.ts';
import { createSimulator, type RingCentralSimulator } from './simulator/index.ts';

const platform = platformOf(ringcentral);
const fixture = fixtureReader('ringcentral');
const one = async (name: string) => (await read(platform, fixture(name)))[0] as Interaction;
const canAsk = {
  ...context,
  settings: { clientId: 'id', accountId: '400144452008', extensions: ['406149828004'] },
};
const URL_OF_SOURCE = 'https://edge.example.com/webhooks/ringcentral/src_test';
const DAY = 24 * 60 * 60 * 1000;

test('the set-up token goes back as a header, and nothing else does', () => {
  const settings = platform.generateSettings();
  const request = {
    method: 'POST',
    url: URL_OF_SOURCE,
    headers: { 'validation-token': '2e0ca46d-c7b1-4f3a-8a0c-8f1b6b3f6d11' },
    body: new Uint8Array(),
  };
  expect(platform.source.handshake?.(request, settings, NOW)).toEqual({
    status: 200,
    headers: {
      'validation-token': '2e0ca46d-c7b1-4f3a-8a0c-8f1b6b3f6d11',
      'content-type': 'application/json',
    },
    body: '',
  });
  const hostile = { ...request, headers: { 'validation-token': 'a\r\nset-cookie: x' } };
  expect(platform.source.handshake?.(hostile, settings, NOW)).toBeUndefined();
  const full = { ...request, body: Buffer.from('{"uuid":"1"}') };
  expect(platform.source.handshake?.(full, settings, NOW)).toBeUndefined();
});

test('either name of the token proves a notification', async () => {
  const settings = { ...(platform.generateSettings() as object), verificationToken: 'hello-world' };
  const request = requestOf(platform, fixture('sms'));
  for (const name of ['verification-token', 'validation-token']) {
    const signed = { ...request, headers: { ...request.headers, [name]: 'hello-world' } };
    expect(await platform.source.verify(signed, settings, NOW)).toMatchObject({ ok: true });
  }
  expect(await platform.source.verify(request, settings, NOW)).toMatchObject({ ok: false });
});

test('an SMS is a message of the customer; a sample that is no JSON is read', async () => {
  expect(await one('sms')).toMatchObject({
    objectId: 'message/606090030016',
    kind: 'message',
    channel: 'sms',
    direction: 'inbound',
    text: 'Hi there',
    conversationId: 'ringcentral:~:7876416245344257449',
    participants: [
      {
        role: 'customer',
        author: true,
        name: 'John Smith',
        identifiers: [{ type: 'phone', value: '+14157809227', verified: true }],
      },
      { role: 'agent', identifiers: [{ type: 'company-number', value: '+16508974563' }] },
    ],
    attachments: [],
  });
});

test('voicemail, fax and high-volume SMS', async () => {
  expect(await one('voicemail')).toMatchObject({
    channel: 'voice',
    event: 'voicemail',
    durationSeconds: 3,
    attachments: [{ contentType: 'audio/x-wav' }],
  });
  expect(await one('fax')).toMatchObject({
    channel: 'fax',
    subject: '+17015402626',
    properties: { faxPages: '2' },
    attachments: [{ contentType: 'application/pdf' }],
  });
  expect(await one('a2p-message')).toMatchObject({
    objectId: 'a2p/7119',
    direction: 'inbound',
    text: 'Thank you for the message',
    participants: [{ role: 'customer', identifiers: [{ value: '+19287680662' }] }, { role: 'agent' }],
  });
});

test('a voicemail that was written down is fetched with its words', async () => {
  expect(await read(platform, fixture('voicemail'), canAsk)).toMatchObject([
    { event: 'voicemail', text: null },
    { pointer: true, objectType: 'message', objectId: '406149828004/82063400004' },
  ]);
  const [told] = (await read(platform, fixture('voicemail'))) as Interaction[];
  const said = await one('voicemail-fetched');
  expect(said).toMatchObject({ interactionId: told?.interactionId, text: 'Please call me back.' });
  expect(said.revision).toBeGreaterThan(told?.revision ?? Infinity);
});

test('an opt-out is a denial', async () => {
  expect(await one('opt-out')).toMatchObject({
    kind: 'consent',
    consents: [{ identifierType: 'phone', identifierValue: '+12125550100', purpose: 'sms', state: 'denied' }],
  });
});

test('counts of changes point to the feed, where there is an API to ask', async () => {
  expect(await read(platform, fixture('message-store'), canAsk)).toEqual([
    { pointer: true, objectType: FEED, objectId: 'messages/406149828004', change: 'changed', parameters: {} },
  ]);
  expect(await one('message-store')).toMatchObject({ kind: 'status' });
  expect(await read(platform, fixture('reminder'))).toMatchObject([
    { pointer: true, objectType: SUBSCRIPTION, objectId: '5c37f936-fa66-4b4b-95af-1e94b51a748d' },
  ]);
});

test('the steps of a call are revisions of one, and the call log has the last word', async () => {
  const [ringing, answered, ended, logged] = await Promise.all(
    ['telephony-session', 'session-answered', 'session-ended', 'call-fetched'].map(one),
  );
  expect(ringing).toMatchObject({ kind: 'call', event: 'created', direction: 'internal' });
  expect(answered).toMatchObject({ event: 'answered', direction: 'inbound' });
  expect(ended).toMatchObject({ event: 'ended', interactionId: ringing?.interactionId });
  expect(logged).toMatchObject({
    interactionId: ringing?.interactionId,
    event: 'ended',
    durationSeconds: 210,
    occurredAt: Date.UTC(2018, 5, 5, 0, 14, 50),
    attachments: [{ id: '9000' }],
    participants: [
      { role: 'customer', author: true, traits: { location: 'San Francisco, CA' } },
      { role: 'agent' },
      { role: 'agent', name: 'Tom Sawyer' },
      { role: 'agent', name: 'Becky Thatcher' },
    ],
    properties: { legs: 'Accept, Call connected, 210 s; Transfer, Accepted, 60 s' },
  });
  const revisions = [ringing, answered, ended, logged].map((call) => call?.revision ?? 0);
  expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  expect(await one('session-missed')).toMatchObject({ event: 'missed' });
  expect(await one('missed-call')).toMatchObject({ event: 'missed', interactionId: ringing?.interactionId });
  expect(await read(platform, fixture('session-ended'), canAsk)).toMatchObject([
    {},
    { pointer: true, objectType: 'call', objectId: '402936341008' },
  ]);
});

test('a message that is gone by synchronisation is deleted', async () => {
  expect(await one('message-deleted')).toMatchObject({
    interactionId: (await one('sms')).interactionId,
    state: 'deleted',
    text: null,
  });
});

const open = async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  const { subscriptions, feeds } = platform.source;
  if (subscriptions === undefined || feeds === undefined) throw new Error('no subscriptions');
  const kept: { subscriptions: Subscriptions<unknown>; api: Api<unknown> } = { subscriptions, api: rig.api };
  return { rig, feeds, simulator: rig.simulator as RingCentralSimulator, ...kept };
};

test('a month: the subscription is renewed, feeds fill the gaps, nothing is missed or doubled', async () => {
  const { rig, subscriptions, api } = await open();
  const made = await subscriptions.create('webhook', `${URL_OF_SOURCE}1`, api);
  expect(await subscriptions.find('webhook', `${URL_OF_SOURCE}1`, api)).toEqual(made);
  await subscriptions.remove(made, api);
  let subscription =
    (await subscriptions.find('webhook', URL_OF_SOURCE, api)) ??
    (await subscriptions.create('webhook', URL_OF_SOURCE, api));
  expect(await subscriptions.find('webhook', `${URL_OF_SOURCE}2`, api)).toBeUndefined();
  // Renewed along the way, as the fetcher does.
  const renewing = {
    ...rig,
    async deliver(requests: Parameters<typeof rig.deliver>[0]) {
      await rig.deliver(requests);
      if ((subscription.expiresAt ?? 0) - api.now.getTime() > subscriptions.renewAheadSeconds * 1000) return;
      const renewed = await subscriptions.renew(subscription, URL_OF_SOURCE, api);
      expect(renewed?.remoteId).toBe(subscription.remoteId);
      if (renewed !== undefined) subscription = renewed;
    },
  };
  await liveAMonth(renewing, { lose: true });
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
  const items = [...rig.archive.values()];
  expect(items.some((item) => item.state === 'deleted')).toBe(true);
  const voicemails = items.filter((item) => item.event === 'voicemail');
  expect(voicemails.length).toBeGreaterThan(0);
  expect(voicemails.every((item) => item.text === 'Please call me back.')).toBe(true);
});

test('history lists messages and calls, page by page', async () => {
  const { rig } = await open();
  await liveAMonth({ ...rig, deliver: async () => {}, poll: async () => {} });
  expect(rig.archive.size).toBe(0);
  await rig.fill(NOW.getTime(), rig.api.now.getTime());
  // A message that was deleted in the meantime has no more than an id to tell.
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
});

test('a blacklisted subscription is removed, a lapsed one unknown: both are made anew', async () => {
  const { rig, subscriptions, simulator, api } = await open();
  const first = await subscriptions.create('webhook', URL_OF_SOURCE, api);
  simulator.blacklist();
  expect(await subscriptions.find('webhook', URL_OF_SOURCE, api)).toBeUndefined();
  expect(await subscriptions.renew(first, URL_OF_SOURCE, api)).toBeUndefined();
  const second = await subscriptions.create('webhook', URL_OF_SOURCE, api);
  rig.pass(2 * DAY);
  expect(await subscriptions.renew(second, URL_OF_SOURCE, api)).toBeUndefined();
  await subscriptions.remove(second, api);
  await subscriptions.remove(second, api);
});

test('a token that is too old ends the feed; other refusals are errors', async () => {
  const { rig, feeds, api, simulator } = await open();
  const cursor = await feeds.start('calls', api);
  rig.pass(20 * DAY);
  expect(await feeds.read('calls', cursor, api)).toEqual({ expired: true });
  simulator.vendor.fail(400, 1);
  await expect(feeds.read('calls', cursor, api)).rejects.toMatchObject({ code: 'platforms.api-refused' });
});

test('a call is asked for again until the log has it, for an hour', async () => {
  const { rig, api } = await open();
  const pointer = {
    objectType: 'call',
    objectId: '1',
    change: 'changed',
    parameters: { toldAt: String(NOW.getTime()) },
  } as const;
  await expect(platform.source.fetch?.(pointer, api)).rejects.toMatchObject({
    code: 'platforms.api-away',
    retryable: true,
  });
  rig.pass(2 * 60 * 60 * 1000);
  expect(await platform.source.fetch?.(pointer, api)).toEqual({ found: true, objects: [] });
  const message = { ...pointer, objectType: 'message', objectId: '~/1' };
  expect(await platform.source.fetch?.(message, api)).toEqual({ found: false });
});
