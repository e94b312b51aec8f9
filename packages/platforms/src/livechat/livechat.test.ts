import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import { createRig } from '../simulation/driving.ts';
import { liveAMonth } from '../simulation/month.ts';
import { context, fixtureReader, NOW, platformOf, rawOf, read, requestOf } from '../testing.ts';
import { livechat } from './index.ts';
import { createSimulator } from './simulator/index.ts';

const platform = platformOf(livechat);
const fixture = fixtureReader('livechat');
const one = async (name: string) => (await read(platform, fixture(name)))[0] as Interaction;
const ORGANIZATION = '390e44e6-f1e6-0368c-z6ddb-74g14508c2ex';

/** The fetched transcript as the fetcher writes it: with all the headers that the platform gave. */
const fetched = async () => {
  const transcript = fixture('chat-fetched');
  const raw = { ...rawOf(platform, requestOf(platform, transcript)), headers: { ...transcript.headers } };
  return (await platform.source.normalize(raw, context)) as Interaction[];
};

test("the vendor's sample is proven by its secret key alone", async () => {
  const settings = { secretKey: '<secret_key>', apiUrl: 'https://api.livechatinc.com' };
  const request = requestOf(platform, fixture('chat-deactivated'));
  expect(await platform.source.verify(request, settings, NOW)).toMatchObject({ ok: true });
  expect(
    await platform.source.verify(request, { ...settings, secretKey: '<secret_kez>' }, NOW),
  ).toMatchObject({ ok: false });
});

test('a chat that begins is the thread, its form, and who takes part', async () => {
  const [thread, form] = (await read(platform, fixture('incoming-chat'))) as Interaction[];
  expect(thread).toMatchObject({
    kind: 'event',
    event: 'created',
    account: ORGANIZATION,
    participants: [
      { role: 'customer', author: true, name: 'Thomas Anderson', traits: { city: 'Wroclaw', country: 'PL' } },
      { role: 'agent', author: false, name: 'Agent Smith' },
    ],
  });
  expect(form).toMatchObject({
    kind: 'form',
    direction: 'inbound',
    text: 'Name and Surname: Thomas Anderson',
  });
});

test('a form tells who somebody says they are', async () => {
  expect(await one('event-form')).toMatchObject({
    kind: 'form',
    participants: [
      {
        role: 'customer',
        name: 'Thomas Anderson',
        identifiers: [
          { type: 'email', value: 't.anderson@example.com', verified: false },
          { type: 'livechat-customer', verified: true },
        ],
      },
    ],
    properties: { formType: 'prechat', 'Chat purpose': 'Support', 'Company industry': 'automotive, it' },
  });
});

test('messages, files, rich and system messages, notes', async () => {
  expect(await one('event-message')).toMatchObject({
    kind: 'message',
    direction: 'inbound',
    text: 'hello there',
    revision: 0,
  });
  expect(await one('event-file')).toMatchObject({
    attachments: [{ name: 'image25.png', contentType: 'image/png', size: 123_444 }],
  });
  expect((await one('event-rich')).text).toContain('[yes] [no]');
  expect(await one('event-system')).toMatchObject({ kind: 'status', direction: 'none', participants: [] });
  expect(await one('event-note')).toMatchObject({
    kind: 'note',
    direction: 'internal',
    participants: [{ role: 'agent', identifiers: [{ type: 'email', value: 'smith@example.com' }, {}] }],
  });
});

test('an edit and a deletion are later revisions of the same message', async () => {
  const [sent, edited, deleted] = await Promise.all(
    ['event-message', 'event-updated', 'event-deleted'].map(one),
  );
  expect(edited).toMatchObject({ interactionId: sent?.interactionId, text: 'hello there, edited' });
  expect(edited?.revision).toBeGreaterThan(sent?.revision ?? Infinity);
  expect(deleted).toMatchObject({ interactionId: sent?.interactionId, state: 'deleted', text: null });
});

test('the end of a chat points to its transcript, where there is an API to ask', async () => {
  expect(await one('chat-deactivated')).toMatchObject({ event: 'ended', kind: 'event' });
  const configured = { ...context, settings: { accountId: 'a', organizationId: ORGANIZATION } };
  expect(await read(platform, fixture('chat-deactivated'), configured)).toEqual([
    {
      pointer: true,
      objectType: 'chat',
      objectId: 'PJ0MRSHTDG/K600PKZON8',
      change: 'changed',
      parameters: { organization: ORGANIZATION },
    },
  ]);
});

test('a transcript is the same messages as the webhooks told, with roles', async () => {
  const [thread, rating, message, answer, system] = await fetched();
  expect(thread).toMatchObject({ event: 'ended', durationSeconds: 100.01, properties: { tags: 'sales' } });
  expect(rating).toMatchObject({ event: 'rated', properties: { score: '0' } });
  expect(message?.interactionId).toBe((await one('event-message')).interactionId);
  expect(answer).toMatchObject({
    direction: 'outbound',
    participants: [
      { role: 'agent', author: true },
      { role: 'customer', author: false },
    ],
  });
  expect(system).toMatchObject({ kind: 'status' });
});

test('ratings, transfers, tags, customers, clicks; what is unknown is kept', async () => {
  expect(await one('rating')).toMatchObject({
    event: 'rated',
    text: 'Well done',
    properties: { score: '1' },
  });
  expect(await one('chat-transferred')).toMatchObject({
    kind: 'status',
    event: 'transferred',
    properties: { reason: 'manual', transferredTo: '["smith@example.com"]' },
  });
  expect(await one('thread-tagged')).toMatchObject({ event: 'tagged', properties: { tag: 'bug_report' } });
  expect(await one('user-added')).toMatchObject({ event: 'joined', participants: [{ role: 'agent' }] });
  expect(await one('postback')).toMatchObject({ event: 'clicked', direction: 'inbound' });
  expect(await one('incoming-customer')).toMatchObject({
    kind: 'record',
    participants: [{ identifiers: [{ type: 'email', verified: false }, {}], traits: { country: 'PL' } }],
  });
  expect(await one('session-fields')).toMatchObject({
    kind: 'record',
    participants: [{ traits: { plan: 'gold' } }],
  });
  const kept = await one('agent-created');
  expect(kept).toMatchObject({ kind: 'other', vendorEvent: 'agent_created' });
  expect(kept.text).not.toContain('secret_key');
});

test('a month of chats: what was lost comes by archives, and nothing is there twice', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  await liveAMonth(rig, { lose: true });
  expect(rig.gap().missing.length).toBeGreaterThan(0);
  await rig.fill(NOW.getTime(), rig.api.now.getTime());
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
});

test('a chat that is gone, an outage', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  const pointer = {
    pointer: true,
    objectType: 'chat',
    objectId: 'X/Y',
    change: 'changed',
    parameters: {},
  } as const;
  await rig.follow(pointer);
  expect([...rig.archive.values()]).toMatchObject([{ state: 'deleted', objectId: 'thread/X/Y' }]);
  rig.simulator.vendor.fail(503, 1);
  await expect(platform.source.fetch?.(pointer, rig.api)).rejects.toMatchObject({
    code: 'platforms.api-away',
  });
});
