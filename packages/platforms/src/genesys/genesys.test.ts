import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import { createRig } from '../simulation/driving.ts';
import { seeded } from '../simulation/random.ts';
import { context, fixtureReader, NOW, platformOf, read, requestOf } from '../testing.ts';
import { genesys } from './index.ts';
import { createSimulator, type GenesysSimulator } from './simulator/index.ts';

const platform = platformOf(genesys);
const fixture = fixtureReader('genesys');
const all = async (name: string, values = context) =>
  (await read(platform, fixture(name), values)) as Interaction[];
const one = async (name: string) => (await all(name))[0] as Interaction;
const canAsk = { ...context, settings: { clientId: 'id' } };
const CONVERSATION = '2f3d2c8e-6f1a-4c55-9d7e-0b5b0e1f9a10';
const HOUR = 60 * 60 * 1000;

test('the shared secret proves a webhook, as a header of ours or as a bearer token', async () => {
  const settings = { ...(platform.generateSettings() as object), sharedSecret: '0123456789abcdef' };
  const request = requestOf(platform, fixture('acw'));
  const verify = async (headers: Record<string, string>) =>
    platform.source.verify({ ...request, headers }, settings, NOW);
  expect(await verify({ 'x-webhook-secret': '0123456789abcdef' })).toMatchObject({ ok: true });
  expect(await verify({ authorization: 'Bearer 0123456789abcdef' })).toMatchObject({ ok: true });
  expect(await verify({ authorization: 'Bearer 0123456789abcde' })).toMatchObject({ ok: false });
  expect(await verify({})).toMatchObject({ ok: false });
});

test('a call of a queue: people by their purpose, the system left out', async () => {
  expect(await one('queue-call')).toMatchObject({
    objectId: `conversation/${CONVERSATION}`,
    kind: 'call',
    channel: 'voice',
    event: 'answered',
    direction: 'inbound',
    occurredAt: Date.UTC(2026, 9, 5, 9, 0, 0, 100),
    participants: [
      {
        role: 'customer',
        author: true,
        name: 'Ana Silva',
        identifiers: [
          { type: 'phone', value: '+14155550132', verified: true },
          { type: 'genesys-external-contact', value: 'genesys/ec-1' },
        ],
      },
      { role: 'agent', author: false, identifiers: [{ type: 'genesys-user', value: 'genesys/u-1' }] },
    ],
    properties: { parts: 'customer > acd > agent' },
  });
  expect(await one('queue-call-abandoned')).toMatchObject({ event: 'missed' });
});

test('the end of a call: duration, wrap-up as a note, a pointer, and the API has the last word', async () => {
  const answered = await one('queue-call');
  const [ended, wrapup] = await all('queue-call-ended');
  expect(ended).toMatchObject({ event: 'ended', interactionId: answered.interactionId });
  expect(wrapup).toMatchObject({ kind: 'note', direction: 'internal', text: 'Replacement sent' });
  expect(await all('queue-call-ended', canAsk)).toMatchObject([
    {},
    {},
    { pointer: true, objectType: 'conversation', objectId: CONVERSATION },
  ]);
  const [call, note] = await all('conversation-fetched');
  expect(call).toMatchObject({
    interactionId: answered.interactionId,
    event: 'ended',
    durationSeconds: 280,
    attachments: [{ id: 'rec-1', name: 'audio' }],
    properties: { queue: 'Service', wrapUps: 'Delivery' },
  });
  expect(note?.interactionId).toBe(wrapup?.interactionId);
  expect((await one('acw')).interactionId).toBe(wrapup?.interactionId);
  expect(ended?.revision).toBeGreaterThan(answered.revision);
  expect(call?.revision).toBeGreaterThan(ended?.revision ?? Infinity);
});

test('callbacks, chats, e-mails and messages, by queue and by user', async () => {
  expect(await one('queue-callback')).toMatchObject({ kind: 'call', properties: { media: 'callbacks' } });
  expect(await one('queue-chat')).toMatchObject({ kind: 'event', channel: 'chat' });
  expect((await one('queue-chat')).participants[0]?.identifiers).toEqual([]);
  expect(await one('queue-email')).toMatchObject({ channel: 'email', subject: 'Parcel 1042' });
  expect(await one('user-messages')).toMatchObject({ channel: 'sms', event: 'answered' });
});

test('messages and e-mails come with their texts, in both directions', async () => {
  const [thread, received, sent] = await all('messages-fetched');
  expect(thread).toMatchObject({ kind: 'event', channel: 'sms' });
  expect(received).toMatchObject({
    kind: 'message',
    direction: 'inbound',
    text: 'Where is my parcel?',
    participants: [
      { role: 'customer', author: true, name: 'Ana Silva' },
      { role: 'agent', author: false },
    ],
    attachments: [{ name: 'box.jpg', size: 2048 }],
  });
  expect(sent).toMatchObject({ direction: 'outbound', participants: [{}, { role: 'agent', author: true }] });
  const [, question, answer] = await all('emails-fetched');
  expect(question).toMatchObject({
    channel: 'email',
    direction: 'inbound',
    subject: 'Parcel 1042',
    participants: [{ role: 'customer', author: true }, { role: 'agent' }],
    attachments: [{ contentType: 'image/jpeg' }],
  });
  expect(answer).toMatchObject({
    direction: 'outbound',
    text: 'A label is on its way.',
    participants: [{ role: 'agent', author: true }, { role: 'customer' }],
  });
});

test('EventBridge and Data Actions tell the same', async () => {
  expect(await one('bridge-customer-start')).toMatchObject({
    kind: 'event',
    event: 'customer.start',
    occurredAt: 1_791_190_800_123,
    conversationId: `genesys:genesys:${CONVERSATION}`,
    participants: [{ role: 'customer', identifiers: [{ value: '+14155550132' }] }],
  });
  expect(await all('bridge-customer-end', canAsk)).toMatchObject([
    { event: 'customer.end', durationSeconds: 240 },
    { pointer: true, objectId: CONVERSATION },
  ]);
  expect(await all('data-action', canAsk)).toMatchObject([{ pointer: true, objectId: CONVERSATION }]);
  expect(await one('data-action')).toMatchObject({ kind: 'other' });
  expect(await one('transcription')).toMatchObject({ event: 'said', text: 'where is my parcel' });
  expect(await one('statistics')).toMatchObject({ kind: 'other' });
});

test('what the socket says: signs of life, its end, answers, and deliveries', () => {
  const { stream } = platform.source;
  const readOf = (message: unknown) =>
    stream?.read(typeof message === 'string' ? message : JSON.stringify(message));
  expect(readOf({ topicName: 'channel.metadata', eventBody: { message: 'pong' } })).toEqual({
    kind: 'heartbeat',
  });
  expect(readOf({ topicName: 'v2.system.socket_closing', eventBody: {} })).toEqual({ kind: 'closing' });
  expect(readOf({ result: '200', status: 'subscribed' })).toEqual({ kind: 'ignore' });
  expect(readOf({ result: '404' })).toEqual({ kind: 'closing' });
  expect(readOf(fixture('queue-call').body)).toMatchObject({ kind: 'delivery', key: CONVERSATION });
  expect(readOf('not json')).toMatchObject({ kind: 'delivery' });
  expect(stream?.ping).toBe('{"message":"ping"}');
});

const begin = async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  const simulator = rig.simulator as GenesysSimulator;
  const { stream } = platform.source;
  if (stream === undefined) throw new Error('no stream');
  /** Takes what the socket has sent, as raw records of method STREAM. */
  const take = async (messages: ReadonlyArray<string>) => {
    for (const message of messages) {
      if (stream.read(message).kind !== 'delivery') continue;
      const body = Buffer.from(message);
      const url = 'https://edge.example.com/webhooks/genesys/src_test';
      const request = { method: 'STREAM', url, headers: {}, body };
      await rig.deliver([platform.sign(request, rig.api.settings, rig.api.now)]);
    }
  };
  return { rig, simulator, stream, take };
};

test('a month: channels are opened anew each day, what a break lost is filled in', async () => {
  const { rig, simulator, stream, take } = await begin();
  const random = seeded(11);
  let channel = await stream.open(rig.api);
  expect(channel.url).toMatch(/^wss:/);
  let opened = 1;
  for (let step = 0; step < 240; step += 1) {
    rig.pass(3 * HOUR);
    simulator.happen(random);
    simulator.tick();
    const messages = simulator.socketMessages(channel.url);
    // Every fifth time the connection is broken.
    if (step % 5 !== 0) await take(messages);
    if ((channel.expiresAt ?? 0) - rig.api.now.getTime() > 6 * HOUR) continue;
    channel = await stream.open(rig.api);
    opened += 1;
  }
  expect(opened).toBeGreaterThan(29);
  expect(rig.gap().missing.length).toBeGreaterThan(0);
  expect(rig.gap().doubled).toEqual([]);
  // Day by day, as the API's limit of 300 requests a minute wants it.
  const end = rig.api.now.getTime();
  for (let day = NOW.getTime(); day < end; day += 24 * HOUR) {
    await rig.fill(day, day + 24 * HOUR);
    rig.pass(60_000);
  }
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
  const items = [...rig.archive.values()];
  expect(items.some((item) => item.attachments.length > 0)).toBe(true);
  expect(items.some((item) => item.channel === 'email' && item.kind === 'message')).toBe(true);
});

test('a channel that has lapsed tells nothing; one is asked for with all queues', async () => {
  const { rig, simulator, stream, take } = await begin();
  const channel = await stream.open(rig.api);
  expect(channel.expiresAt).toBe(NOW.getTime() + 24 * HOUR);
  rig.pass(25 * HOUR);
  simulator.happen(seeded(3));
  expect(simulator.socketMessages(channel.url)).toEqual([]);
  await stream.open(rig.api);
  simulator.happen(seeded(3));
  const messages = simulator.socketMessages();
  expect(messages.length).toBeGreaterThan(0);
  await take(messages);
  expect(rig.archive.size).toBeGreaterThan(0);
});

test('a conversation that is gone; recordings that our role may not see', async () => {
  const { rig, simulator, stream, take } = await begin();
  const pointer = {
    pointer: true,
    objectType: 'conversation',
    objectId: CONVERSATION,
    change: 'changed',
    parameters: {},
  } as const;
  await rig.follow(pointer);
  expect([...rig.archive.values()]).toMatchObject([{ state: 'deleted' }]);
  await stream.open(rig.api);
  simulator.happen(() => 0.1);
  await take(simulator.socketMessages());
  const known = [...rig.archive.values()].find((item) => item.kind === 'call' && item.state === 'active');
  const { http } = rig.api;
  const blind = {
    ...rig.api,
    http: async (request: Parameters<typeof http>[0]) =>
      request.url.endsWith('/recordingmetadata')
        ? { status: 403, headers: {}, body: new Uint8Array() }
        : http(request),
  };
  const id = known?.objectId.replace('conversation/', '') ?? '';
  const result = await platform.source.fetch?.({ ...pointer, objectId: id }, blind);
  if (result === undefined || !result.found) throw new Error('not found');
  const [object] = result.objects;
  expect(JSON.parse(Buffer.from(object?.body ?? '').toString())).toMatchObject({
    conversation: { id },
    recordings: null,
  });
});
