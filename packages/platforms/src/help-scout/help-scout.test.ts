import { expect, test } from 'vitest';
import { createRig } from '../simulation/driving.ts';
import { liveAMonth } from '../simulation/month.ts';
import { context, fixtureReader, NOW, platformOf, read } from '../testing.ts';
import { helpScout } from './index.ts';
import { createSimulator } from './simulator/index.ts';

const platform = platformOf(helpScout);

const fixture = fixtureReader('help-scout');
const readFixture = async (name: string, values = context) => read(platform, fixture(name), values);

test('verifies a signature that another implementation holds for right', async () => {
  // Secret, body and signature of LasLabs/python-helpscout, helpscout/tests/test_web_hook.py.
  const request = {
    method: 'POST',
    url: 'https://edge.example.com/webhooks/help-scout/src_1',
    headers: { 'x-helpscout-signature': '2iFmnzC8SCNVF/iNiMnSe19yceU=' },
    body: Buffer.from(
      '{"firstName":"Jackie","lastName":"Chan","email":"jackie.chan@somewhere.com","gender":"male"}',
    ),
  };
  const settings = { secretKey: 'your secret key' };
  expect(await platform.source.verify(request, settings, NOW)).toMatchObject({ ok: true });
  const bad = { ...request, headers: { 'x-helpscout-signature': '4+kjl2zB5OwZZjHznSTkD1/J208=' } };
  expect(await platform.source.verify(bad, settings, NOW)).toMatchObject({ ok: false });
});

test('a conversation is a ticket, its first thread a message with files', async () => {
  expect(await readFixture('convo-created')).toMatchObject([
    {
      objectId: 'conversation/291938',
      kind: 'ticket',
      event: 'created',
      subject: 'Need Help',
      revision: Date.UTC(2026, 10, 2, 15, 43, 24),
      link: 'https://secure.helpscout.net/conversation/291938/15473',
      participants: [
        {
          role: 'customer',
          author: true,
          name: 'Björn Ek',
          identifiers: [
            { type: 'email', value: 'bjorn.ek@example.org' },
            { type: 'helpscout-customer', value: 'helpscout/472611182' },
          ],
        },
      ],
    },
    {
      objectId: 'thread/1001',
      kind: 'message',
      channel: 'email',
      direction: 'inbound',
      text: 'The shoes are too small.',
      attachments: [{ name: 'photo1.jpg', contentType: 'image/jpeg', size: 20_191 }],
    },
  ]);
});

test.each([
  ['convo-customer-reply', { kind: 'message', direction: 'inbound', event: 'received' }],
  [
    'convo-agent-reply',
    { kind: 'message', direction: 'outbound', participants: [{ role: 'agent' }, { role: 'customer' }] },
  ],
  ['convo-note', { kind: 'note', direction: 'internal', participants: [{ role: 'agent', author: true }] }],
  ['convo-assigned', { kind: 'status', direction: 'none', text: 'Jo Smith assigned the conversation' }],
  ['convo-draft', { kind: 'note', event: 'drafted', direction: 'internal', revision: 0 }],
  ['convo-hidden', { event: 'deleted', state: 'deleted', revision: 3 }],
  ['convo-phone', { kind: 'call', channel: 'voice' }],
  [
    'convo-ai',
    { kind: 'message', direction: 'outbound', participants: [{ role: 'bot' }, { role: 'customer' }] },
  ],
])('%s: its newest thread', async (name, expected) => {
  expect((await readFixture(name))[1]).toMatchObject(expected);
});

test('payload version 1 gives the same ids', async () => {
  expect(await readFixture('v1-convo-created')).toMatchObject([
    { objectId: 'conversation/291938', properties: { assignee: 'jo@example-shop.com', tags: 'vip' } },
    { objectId: 'thread/88171881', direction: 'inbound', text: 'Hello, I need help.' },
  ]);
});

test('threads that the API gives are those of the webhooks', async () => {
  const ids = (items: Awaited<ReturnType<typeof readFixture>>) =>
    items.flatMap((item) => ('interactionId' in item ? [item.interactionId] : []));
  const [, ...notified] = ids(await readFixture('convo-agent-reply'));
  expect(ids(await readFixture('fetched-threads'))).toEqual(notified);
});

test('customers are records, ratings events, deletions the last revision', async () => {
  expect(await readFixture('customer-updated')).toMatchObject([
    {
      kind: 'record',
      participants: [
        {
          identifiers: [
            { type: 'email', value: 'bjorn.ek@example.org' },
            { type: 'phone', value: '+46701234567' },
            { type: 'helpscout-customer', value: 'helpscout/472611182' },
          ],
          traits: { company: 'Ek AB', jobTitle: 'Buyer' },
        },
      ],
    },
  ]);
  expect(await readFixture('satisfaction-rating')).toMatchObject([
    {
      kind: 'event',
      event: 'rated',
      properties: { rating: 'Great' },
      conversationId: 'help-scout:helpscout:conversation/291938',
    },
  ]);
  expect(await readFixture('convo-deleted')).toMatchObject([
    { objectId: 'conversation/291938', state: 'deleted' },
  ]);
  expect(await readFixture('customer-deleted')).toMatchObject([{ kind: 'record', state: 'deleted' }]);
});

test.each(['tag-created', 'beacon-chat-created', 'test-event'])('%s is kept with its text', async (name) => {
  expect(await readFixture(name)).toMatchObject([{ kind: 'other', text: expect.stringContaining('{') }]);
});

test('where threads are left out and the API can be asked, the conversation is pointed to', async () => {
  const asked = { ...context, settings: { appId: 'app' } };
  expect((await readFixture('convo-truncated', asked)).at(-1)).toMatchObject({
    pointer: true,
    objectId: '291938',
  });
  expect((await readFixture('convo-created', asked)).some((item) => 'pointer' in item)).toBe(false);
});

test('a month with lost webhooks and tokens of two days: nothing missed, nothing doubled', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  await liveAMonth(rig, { lose: true });
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
  expect(rig.simulator.vendor.requests.filter((one) => one.includes('oauth2')).length).toBeGreaterThan(10);
});

test('history fills what nobody told of, and then knows that nothing is missing', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  await liveAMonth({ ...rig, deliver: async () => {}, poll: async () => {} }, { withoutDeletions: true });
  const span = [NOW.getTime(), rig.api.now.getTime()] as const;
  await rig.fill(...span);
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
  const before = rig.simulator.vendor.requests.length;
  await rig.fill(...span);
  expect(rig.simulator.vendor.requests.slice(before).every((one) => one === 'GET /v2/conversations')).toBe(
    true,
  );
});

test('a revoked token is renewed, a deleted conversation archived as gone', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  const pointer = {
    pointer: true,
    objectType: 'conversation',
    objectId: '1',
    change: 'changed',
    parameters: {},
  } as const;
  await rig.follow(pointer);
  rig.simulator.vendor.revokeTokens();
  await rig.follow(pointer);
  expect([...rig.archive.values()]).toMatchObject([{ objectId: 'conversation/1', state: 'deleted' }]);
  rig.simulator.vendor.fail(503, 1);
  await expect(rig.follow(pointer)).rejects.toMatchObject({ code: 'platforms.api-away', retryable: true });
});
