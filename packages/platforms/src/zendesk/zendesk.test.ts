import { expect, test } from 'vitest';
import { createRig } from '../simulation/driving.ts';
import { liveAMonth } from '../simulation/month.ts';
import { pointerTo } from '../reading/index.ts';
import { context, fixtureReader, fixturesOf, NOW, platformOf, read } from '../testing.ts';
import { zendesk } from './index.ts';
import { createSimulator } from './simulator/index.ts';

const platform = platformOf(zendesk);
const [comment, trigger] = platform.samples(NOW);
const fixtures = fixturesOf('zendesk');
const asked = { ...context, settings: { accountId: '22129848', subdomain: 'example' } };

const fixture = fixtureReader('zendesk');
const readFixture = async (name: string, values = context) => read(platform, fixture(name), values);

test('signs and verifies over timestamp and body, with nothing between', async () => {
  // printf '%s' "$timestamp$body" | openssl dgst -sha256 -hmac "$secret" -binary | base64
  const request = {
    method: 'POST',
    url: 'https://edge.example.com/webhooks/zendesk/src_1',
    headers: {
      'x-zendesk-webhook-signature-timestamp': '2021-03-25T05:09:27Z',
      'x-zendesk-webhook-signature': 'Rnwbqd252yYt93pId0kvbzYKlX8A7y/CWRCXt2Baqk0=',
    },
    body: Buffer.from('{\n  "ticket_id": 35\n}'),
  };
  const settings = { signingSecret: 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==' };
  expect(await platform.source.verify(request, settings, NOW)).toMatchObject({ ok: true });
  const changed = { ...request, body: Buffer.from('{\n  "ticket_id": 36\n}') };
  expect(await platform.source.verify(changed, settings, NOW)).toMatchObject({ ok: false });
});

test('a comment event is a message in the ticket', async () => {
  if (comment === undefined) throw new Error('no sample');
  const [message] = await read(platform, comment);
  expect(message).toMatchObject({
    kind: 'message',
    direction: 'inbound',
    subject: 'Parcel damaged',
    participants: [
      {
        role: 'customer',
        author: true,
        identifiers: [{ type: 'zendesk-user', value: '123456/8447388090494' }],
      },
    ],
  });
});

test('a trigger brings the address that events lack, under the same user', async () => {
  if (trigger === undefined) throw new Error('no sample');
  const [ticket] = await read(platform, trigger);
  expect(ticket).toMatchObject({
    kind: 'ticket',
    participants: [
      {
        identifiers: [
          { type: 'email', value: 'ana.silva@example.net' },
          { type: 'zendesk-user', value: '123456/8447388090494' },
        ],
      },
    ],
  });
});

test("an agent's private comment is an internal note", async () => {
  if (comment === undefined) throw new Error('no sample');
  const body = JSON.parse(String(comment.body)) as { event: { comment: Record<string, unknown> } };
  body.event.comment['is_public'] = false;
  body.event.comment['author'] = { id: '99', is_staff: true, name: 'Jo' };
  const [note] = await read(platform, { ...comment, body: JSON.stringify(body) });
  expect(note).toMatchObject({
    kind: 'note',
    direction: 'internal',
    participants: [{ role: 'agent' }, { role: 'customer' }],
  });
});

test('an event of another kind is kept with its text', async () => {
  if (comment === undefined) throw new Error('no sample');
  const body = {
    account_id: 1,
    id: 'event-1',
    type: 'zen:event-type:article.published',
    time: NOW.toISOString(),
    detail: { id: '7' },
    event: {},
  };
  const [kept] = await read(platform, { ...comment, body: JSON.stringify(body) });
  expect(kept).toMatchObject({ kind: 'other', vendorEvent: 'zen:event-type:article.published' });
});

test.each([
  ['ticket-comment-added-by-customer', { kind: 'message', direction: 'inbound', revision: 0 }],
  ['ticket-comment-added-by-agent', { kind: 'message', direction: 'outbound' }],
  ['ticket-comment-added-internal', { kind: 'note', direction: 'internal', revision: 2 }],
  ['ticket-comment-made-private', { kind: 'status', event: 'comment_made_private' }],
  ['ticket-comment-redacted', { kind: 'status', event: 'comment_redacted' }],
  [
    'ticket-attachment-linked-to-comment',
    { kind: 'status', attachments: [{ name: 'shoe.png', contentType: 'image/png' }] },
  ],
  [
    'ticket-csat-received',
    { kind: 'event', event: 'rated', text: 'Quick and kind', properties: { rating: 'good' } },
  ],
  ['ticket-merged', { kind: 'ticket', properties: { mergedInto: '5200' } }],
  [
    'ticket-tags-changed',
    { kind: 'ticket', properties: { change: '{"tags_added":["vip"],"tags_removed":[]}' } },
  ],
  ['ticket-status-changed', { kind: 'ticket', properties: { current: 'PENDING', previous: 'OPEN' } }],
  ['ticket-soft-deleted', { kind: 'ticket', state: 'deleted' }],
  ['ticket-undeleted', { kind: 'ticket', state: 'active' }],
  ['user-created', { kind: 'record', event: 'created', objectId: 'user/8447388090494' }],
  ['user-active-changed', { kind: 'record', state: 'deleted' }],
  ['user-deleted', { kind: 'record', state: 'deleted' }],
  ['user-name-changed', { kind: 'record', participants: [{ name: 'Björn A. Ek' }] }],
  ['user-merged', { kind: 'record', properties: { mergedInto: '8447388090499' } }],
  ['organization-created', { kind: 'other' }],
])('%s', async (name, expected) => {
  expect((await readFixture(name))[0]).toMatchObject(expected);
});

test('every event of a ticket or a user is told of that ticket or user', async () => {
  for (const name of fixtures.keys()) {
    const [item] = await readFixture(name);
    if (item === undefined || 'pointer' in item) throw new Error(`${name} is not read`);
    if (name.startsWith('user-')) expect(item, name).toMatchObject({ kind: 'record', account: '22129848' });
    if (name.startsWith('ticket-'))
      expect(item.conversationId, name).toMatch(/^zendesk:22129848:ticket\/5158$/);
  }
});

test('a phone number that a user adds is one of theirs', async () => {
  const [record] = await readFixture('user-identity-created');
  expect(record).toMatchObject({
    vendorEvent: 'zen:event-type/user.identity_created',
    participants: [
      {
        identifiers: [
          { type: 'email', value: 'bjorn.ek@example.org' },
          { type: 'phone', value: '+46701234567' },
          { type: 'zendesk-user', value: '22129848/8447388090494' },
        ],
      },
    ],
  });
});

test('comments of the API are those of the events, with files, addresses and what was redacted', async () => {
  const fetched = await readFixture('fetched-comments', asked);
  expect(fetched).toMatchObject([
    {
      objectId: 'comment/8447388090500',
      direction: 'inbound',
      text: 'Size 42, please.',
      revision: 1,
      attachments: [{ name: 'shoe.png', size: 20_191 }],
      link: 'https://example.zendesk.com/agent/tickets/5158',
      participants: [
        {
          role: 'customer',
          name: 'Björn Ek',
          identifiers: [
            { type: 'email', value: 'bjorn.ek@example.org' },
            { type: 'phone', value: '+46701234567' },
            { type: 'zendesk-user', value: '22129848/8447388090494' },
          ],
        },
      ],
    },
    { direction: 'outbound', participants: [{ role: 'agent' }] },
    { kind: 'note', direction: 'internal', revision: 3 },
    { revision: 5 },
    {
      kind: 'call',
      channel: 'voice',
      direction: 'inbound',
      durationSeconds: 183,
      attachments: [{ name: 'recording' }],
    },
  ]);
  const [told] = await readFixture('ticket-comment-added-by-customer');
  expect(told).toMatchObject({
    interactionId: fetched.map((item) => ('interactionId' in item ? item.interactionId : ''))[0],
  });
  expect(await readFixture('fetched-ticket', asked)).toMatchObject([
    { objectId: 'ticket/5158', account: '22129848', properties: { rating: 'good', status: 'open' } },
  ]);
  expect(await readFixture('fetched-users', asked)).toMatchObject([
    { kind: 'record', participants: [{ role: 'customer', traits: { locale: 'sv' } }] },
    { kind: 'record', participants: [{ role: 'agent' }] },
  ]);
});

test('what an event leaves out is pointed to where the API can be asked', async () => {
  const items = await readFixture('ticket-comment-redacted', asked);
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({
    pointer: true,
    objectType: 'ticket',
    objectId: '5158',
  });
  expect(await readFixture('ticket-status-changed', asked)).toHaveLength(1);
});

test('a month with lost events: nothing missed, nothing doubled', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  await liveAMonth(rig, { lose: true });
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
  const redacted = [...rig.archive.values()].filter((item) => item.text?.includes('\u2587'));
  expect(redacted.length).toBeGreaterThan(0);
  expect(redacted.every((item) => item.revision === 7)).toBe(true);
});

test('history fills what nobody told of', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  await liveAMonth({ ...rig, deliver: async () => {}, poll: async () => {} }, { withoutDeletions: true });
  await rig.fill(NOW.getTime(), rig.api.now.getTime());
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
});

test('a cursor that Zendesk does not take has expired, a deleted ticket is archived as gone', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  expect(await platform.source.feeds?.read('tickets', 'x', rig.api)).toEqual({ expired: true });
  await rig.follow(pointerTo('ticket', '1', 'changed'));
  expect([...rig.archive.values()]).toMatchObject([{ objectId: 'ticket/1', state: 'deleted' }]);
});
