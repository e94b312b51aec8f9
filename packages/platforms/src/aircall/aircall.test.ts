import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import { createRig } from '../simulation/driving.ts';
import { liveAMonth } from '../simulation/month.ts';
import { context, fixtureReader, NOW, platformOf, read, requestOf } from '../testing.ts';
import { aircall } from './index.ts';
import { createSimulator } from './simulator/index.ts';

const platform = platformOf(aircall);
const fixture = fixtureReader('aircall');
const one = async (name: string) => (await read(platform, fixture(name)))[0] as Interaction;

test('the token in the body is the proof', async () => {
  const settings = { token: '45XXYYZZa08', apiUrl: 'https://api.aircall.io' };
  const published = requestOf(platform, fixture('number-closed'));
  expect(await platform.source.verify(published, settings, NOW)).toMatchObject({ ok: true });
  const other = requestOf(platform, fixture('call-created'));
  expect(await platform.source.verify(other, settings, NOW)).toMatchObject({ ok: false });
});

test('a call that has ended: people, duration, tags, and the comment as a note', async () => {
  const [call, note] = (await read(platform, fixture('call-ended'))) as Interaction[];
  expect(call).toMatchObject({
    objectId: 'call/123',
    kind: 'call',
    event: 'ended',
    direction: 'inbound',
    durationSeconds: 210,
    occurredAt: 1_732_622_895_000,
    properties: { tags: 'Billing', number: '+33 1 76 36 06 95' },
    participants: [
      {
        role: 'customer',
        author: true,
        name: 'Ana Silva',
        identifiers: [
          { type: 'phone', value: '+14155550132', verified: true },
          { type: 'email', value: 'ana.silva@example.net' },
          { type: 'aircall-contact', value: 'aircall/699' },
        ],
      },
      { role: 'agent', author: false, name: 'Madelaine Dupont' },
    ],
  });
  expect(note).toMatchObject({ kind: 'note', direction: 'internal', text: 'Wants an invoice' });
});

test('the steps of a call are revisions of one call, in the order of its life', async () => {
  const steps = await Promise.all(
    ['call-created', 'call-ended', 'call-assets', 'call-commented', 'call-tagged'].map(one),
  );
  expect(new Set(steps.map((step) => step.interactionId)).size).toBe(1);
  const revisions = steps.map((step) => step.revision);
  expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  expect(await one('call-missed')).toMatchObject({ event: 'missed' });
  expect((await one('call-fetched')).interactionId).toBe(steps[0]?.interactionId);
});

test('recordings are links that last where Aircall gives one, and are read again where there is an API', async () => {
  expect(await one('call-fetched')).toMatchObject({
    attachments: [{ id: 'recording', url: 'https://short.aircall.io/r/1', contentType: 'audio/mpeg' }],
  });
  expect(await read(platform, fixture('call-assets'))).toHaveLength(2);
  const configured = { ...context, settings: { apiId: 'id' } };
  expect((await read(platform, fixture('call-assets'), configured)).at(-1)).toMatchObject({
    pointer: true,
    objectType: 'call',
    objectId: '123',
  });
});

test('messages, their status, callbacks and groups', async () => {
  expect(await one('message-received')).toMatchObject({
    kind: 'message',
    channel: 'sms',
    direction: 'inbound',
    text: 'Bonjour',
    attachments: [{ name: 'photo.jpg', contentType: 'image/jpeg' }],
  });
  const sent = await one('message-sent');
  expect(sent).toMatchObject({ channel: 'whatsapp', direction: 'outbound', event: 'sent' });
  expect(await one('message-status')).toMatchObject({
    kind: 'status',
    event: 'delivered',
    conversationId: sent.conversationId,
  });
  expect(await one('message-callback')).toMatchObject({ kind: 'message', text: 'Bonjour' });
  expect(await one('group-message')).toMatchObject({ conversationId: 'aircall:aircall:group/gc1' });
});

test('contacts are records, and gone when they are deleted', async () => {
  const changed = await one('contact-updated');
  expect(changed).toMatchObject({ kind: 'record', event: 'changed', revision: Date.UTC(2024, 10, 26, 12) });
  const deleted = await one('contact-deleted');
  expect(deleted).toMatchObject({ state: 'deleted', interactionId: changed.interactionId });
});

test('what is said in a call belongs to it; the rest is kept, without the token', async () => {
  expect(await one('transcription')).toMatchObject({
    conversationId: 'aircall:aircall:call/123',
    text: 'Hello, this is Ana.\nHow may I help?',
  });
  expect(await one('number-closed')).toMatchObject({ kind: 'status', event: 'closed' });
  const other = await one('integration-deleted');
  expect(other).toMatchObject({ kind: 'other', vendorEvent: 'integration.deleted' });
  expect(other.text).not.toContain('45XXYYZZa08');
});

test('a month of calls: lost deliveries are found by history, and nothing is there twice', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  await liveAMonth(rig, { lose: true });
  expect(rig.gap().missing.length).toBeGreaterThan(0);
  await rig.fill(NOW.getTime(), rig.api.now.getTime());
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
  const recorded = [...rig.archive.values()].filter((call) => call.attachments.length > 0);
  expect(recorded.length).toBeGreaterThan(100);
});

test('a call that is gone, a limit, wrong credentials', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  const pointer = {
    pointer: true,
    objectType: 'call',
    objectId: '999',
    change: 'changed',
    parameters: {},
  } as const;
  expect(await platform.source.fetch?.(pointer, rig.api)).toEqual({ found: false });
  await rig.follow(pointer);
  expect([...rig.archive.values()]).toMatchObject([{ state: 'deleted', objectId: 'call/999' }]);
  rig.simulator.vendor.fail(429, 1, { 'retry-after': '30' });
  await expect(platform.source.fetch?.(pointer, rig.api)).rejects.toMatchObject({
    code: 'platforms.api-limited',
  });
  const http = rig.simulator.vendor.http;
  await expect(platform.source.fetch?.(pointer, { ...rig.api, http })).rejects.toMatchObject({
    code: 'platforms.api-unauthorized',
  });
});
