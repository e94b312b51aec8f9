import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import { createRig } from '../simulation/driving.ts';
import { liveAMonth } from '../simulation/month.ts';
import { context, fixtureReader, NOW, platformOf, rawOf, read, requestOf } from '../testing.ts';
import { drift } from './index.ts';
import { createSimulator } from './simulator/index.ts';

const platform = platformOf(drift);
const fixture = fixtureReader('drift');
const one = async (name: string) => (await read(platform, fixture(name)))[0] as Interaction;
const canAsk = { ...context, settings: { orgId: '12345' } };

const fetched = async (name: string) => {
  const raw = { ...rawOf(platform, requestOf(platform, fixture(name))), headers: fixture(name).headers };
  return (await platform.source.normalize(raw, context)) as Interaction[];
};

test('the verification token proves it, in the header or in the body alone', async () => {
  const settings = { verificationToken: 'aVerificationToken', apiUrl: 'https://driftapi.com' };
  const request = requestOf(platform, fixture('new-message'));
  const withHeader = (value: string) => ({ ...request, headers: { 'x-verification-token': value } });
  const verify = async (one: typeof request) => platform.source.verify(one, settings, NOW);
  expect(await verify(request)).toMatchObject({ ok: true });
  expect(await verify(withHeader('aVerificationToken'))).toMatchObject({ ok: true });
  expect(await verify(withHeader('anotherToken'))).toMatchObject({ ok: false });
  expect(await verify({ ...request, body: Buffer.from('[]') })).toMatchObject({ ok: false });
});

test('messages of a contact, an agent and a bot', async () => {
  expect(await one('new-message')).toMatchObject({
    account: '12345',
    objectId: 'message/1000001',
    kind: 'message',
    direction: 'inbound',
    text: 'Hello there',
    occurredAt: 1_686_303_243_241,
    participants: [
      {
        role: 'customer',
        author: true,
        identifiers: [{ type: 'drift-contact', value: '12345/17035536800', verified: true }],
      },
    ],
    attachments: [{ name: 'box.jpg', contentType: 'image/jpeg', size: 20_480 }],
    link: 'https://app.drift.com/conversations/9876543',
  });
  expect(await one('agent-message')).toMatchObject({
    direction: 'outbound',
    participants: [{ role: 'agent' }],
  });
  expect(await one('bot-message')).toMatchObject({
    participants: [{ role: 'bot' }],
    properties: { buttons: 'Sales' },
  });
  expect(await one('private-note')).toMatchObject({ kind: 'note', direction: 'internal' });
  expect(await one('command')).toMatchObject({ kind: 'note', text: '/order 1042' });
});

test('an edit and a deletion are later revisions of the message that they name', async () => {
  const [sent, edited, deleted] = await Promise.all(
    ['new-message', 'message-edited', 'message-deleted'].map(one),
  );
  expect(edited).toMatchObject({ interactionId: sent?.interactionId, event: 'changed' });
  expect(edited?.revision).toBeGreaterThan(sent?.revision ?? Infinity);
  expect(deleted).toMatchObject({ interactionId: sent?.interactionId, state: 'deleted', text: null });
});

test('conversations and contacts point to the API where there is one to ask', async () => {
  expect(await one('new-conversation')).toMatchObject({
    objectId: 'conversation/3782727146',
    event: 'created',
  });
  expect(await one('conversation-closed')).toMatchObject({
    objectId: 'conversation/3782727146',
    event: 'ended',
  });
  expect(await read(platform, fixture('conversation-closed'), canAsk)).toMatchObject([
    { pointer: true, objectType: 'conversation', objectId: '3782727146' },
  ]);
  expect(await read(platform, fixture('contact-updated'), canAsk)).toMatchObject([
    { kind: 'record' },
    { pointer: true, objectType: 'contact', objectId: '12345678' },
  ]);
});

test('contacts are records; what they say of themselves is their claim', async () => {
  const identified = await one('contact-identified');
  expect(identified).toMatchObject({
    kind: 'record',
    event: 'identified',
    participants: [
      {
        name: 'Ana Silva',
        identifiers: [
          { type: 'email', value: 'ana.silva@example.net', verified: false },
          { type: 'phone', value: '+14155550132', verified: false },
          { type: 'drift-contact', value: '12345/17035536800', verified: true },
        ],
        traits: { company: 'Silva Lda' },
      },
    ],
  });
  const [again] = await fetched('contact-fetched');
  expect(again?.interactionId).toBe(identified.interactionId);
  expect(await one('contact-updated')).toMatchObject({ revision: 1_538_591_450_493 });
});

test('a message by the API is the message of the webhook', async () => {
  const [conversation, first, second, contact] = await fetched('conversation-fetched');
  expect(conversation).toMatchObject({ objectId: 'conversation/9876543', revision: 1_686_303_381_300 });
  expect(contact?.interactionId).toBe((await one('contact-identified')).interactionId);
  expect(first?.interactionId).toBe((await one('new-message')).interactionId);
  expect(second?.interactionId).toBe((await one('agent-message')).interactionId);
});

test('playbooks are events, the rest is kept without the token', async () => {
  expect(await one('playbook')).toMatchObject({ kind: 'event', event: 'playbook_goal_met' });
  const kept = await one('user-unavailable');
  expect(kept).toMatchObject({ kind: 'other', vendorEvent: 'user_unavailable' });
  expect(kept.text).not.toContain('aVerificationToken');
});

test('a month of conversations: what was lost is found, and nothing is there twice', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  await liveAMonth(rig, { lose: true });
  expect(rig.gap().missing.length).toBeGreaterThan(0);
  await rig.fill(NOW.getTime(), rig.api.now.getTime());
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
});

test('a conversation that is gone, a token that was withdrawn', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  const pointer = {
    pointer: true,
    objectType: 'conversation',
    objectId: '1',
    change: 'changed',
    parameters: {},
  } as const;
  await rig.follow(pointer);
  expect([...rig.archive.values()]).toMatchObject([{ state: 'deleted', objectId: 'conversation/1' }]);
  const http = rig.simulator.vendor.http;
  await expect(platform.source.fetch?.(pointer, { ...rig.api, http })).rejects.toMatchObject({
    code: 'platforms.api-unauthorized',
  });
});
