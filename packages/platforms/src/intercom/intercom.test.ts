import { expect, test } from 'vitest';
import { createRig } from '../simulation/driving.ts';
import { liveAMonth } from '../simulation/month.ts';
import { context, fixtureReader, NOW, platformOf, read } from '../testing.ts';
import { intercom } from './index.ts';
import { createSimulator } from './simulator/index.ts';

const platform = platformOf(intercom);

const fixture = fixtureReader('intercom');
const readFixture = async (name: string, values = context) => read(platform, fixture(name), values);

test('verifies what the documented rule signs', async () => {
  // printf '%s' '{"type":"notification_event"}' | openssl dgst -sha1 -hmac secret
  const request = {
    method: 'POST',
    url: 'https://edge.example.com/webhooks/intercom/src_1',
    headers: { 'x-hub-signature': 'sha1=f3d8e3f3fd442fb2f093e5d59714a8d1b27ba426' },
    body: Buffer.from('{"type":"notification_event"}'),
  };
  const settings = { clientSecret: 'secret' };
  expect(await platform.source.verify(request, settings, NOW)).toMatchObject({ ok: true });
  const changed = { ...request, body: Buffer.from('{"type":"notification_evenT"}') };
  expect(await platform.source.verify(changed, settings, NOW)).toMatchObject({ ok: false });
});

test('the URL is asked for by HEAD', () => {
  const request = { method: 'HEAD', url: 'https://edge.example.com/', headers: {}, body: new Uint8Array() };
  const handshake = (method: string) => platform.source.handshake?.({ ...request, method }, {}, NOW);
  expect(handshake('HEAD')).toEqual({ status: 200 });
  expect(handshake('POST')).toBeUndefined();
});

test('the conversation keeps its id in the old shape and the new one', async () => {
  const [opened] = await readFixture('old-conversation-user-created');
  expect(opened).toMatchObject({
    account: 'i6wc9ipe',
    objectId: 'conversation/21322009097',
    kind: 'message',
    event: 'received',
    direction: 'inbound',
    text: 'Hello',
    participants: [
      {
        role: 'customer',
        author: true,
        name: 'Björn Ek',
        identifiers: [
          { type: 'email', value: 'bjorn.ek@example.org', verified: false },
          { type: 'intercom-contact', value: 'i6wc9ipe/5c9553cb27e377f24eed49f7' },
        ],
      },
    ],
  });
  const [fetched] = await readFixture('fetched-conversation', {
    ...context,
    settings: { workspaceId: 'abc123def' },
  });
  const [notified] = await readFixture('conversation-part-redacted');
  expect(fetched).toMatchObject({
    objectId: 'conversation/215472621202693',
    account: 'abc123def',
    channel: 'chat',
  });
  expect(notified).toMatchObject({ objectId: 'conversation/215472621202693', account: 'abc123def' });
});

test.each([
  ['old-conversation-user-replied', { kind: 'message', direction: 'inbound', text: 'Where is my parcel?' }],
  [
    'old-conversation-admin-replied',
    { kind: 'message', direction: 'outbound', attachments: [{ name: 'label.pdf', size: 1200 }] },
  ],
  [
    'old-conversation-admin-noted',
    { kind: 'note', direction: 'internal', participants: [{ role: 'agent', author: true }] },
  ],
  ['old-conversation-admin-closed', { kind: 'status', event: 'close', direction: 'none' }],
  [
    'conversation-part-redacted',
    { kind: 'message', state: 'deleted', text: null, revision: 1_793_613_600_000 },
  ],
  [
    'conversation-operator-replied',
    { kind: 'message', direction: 'outbound', participants: [{ role: 'bot' }, { role: 'customer' }] },
  ],
])('%s: its part', async (name, expected) => {
  expect((await readFixture(name))[1]).toMatchObject(expected);
});

test('a deletion is the last revision, a rating stays with its conversation', async () => {
  expect(await readFixture('conversation-deleted')).toMatchObject([
    { objectId: 'conversation/215472621305755', state: 'deleted', event: 'deleted' },
  ]);
  expect(await readFixture('conversation-rating-added')).toMatchObject([
    { properties: { rating: '5', ratingRemark: 'Quick!' } },
  ]);
});

test('tickets bring their parts, the notified one too where it is not listed', async () => {
  expect(await readFixture('ticket-created')).toMatchObject([
    {
      kind: 'ticket',
      event: 'created',
      subject: 'Shoes too small',
      properties: { number: '66040342', status: 'Submitted' },
    },
    { kind: 'status', event: 'ticket_state_updated_by_admin' },
  ]);
  expect(await readFixture('ticket-admin-replied')).toMatchObject([
    { kind: 'ticket' },
    { kind: 'status' },
    { kind: 'message', direction: 'outbound', text: 'We ship the other size.' },
  ]);
  expect((await readFixture('ticket-note-created'))[3]).toMatchObject({
    kind: 'note',
    text: 'Stock is low.',
  });
});

test('contacts are records, with what they allow', async () => {
  expect(await readFixture('contact-user-created')).toMatchObject([
    {
      kind: 'record',
      event: 'created',
      consents: [],
      participants: [
        {
          identifiers: [
            { type: 'email', value: 'bjorn.ek@example.org', verified: true },
            { type: 'phone', value: '+46701234567' },
            { type: 'intercom-contact', value: 'abc123def/6961e1e6d1965062ce6434d1' },
          ],
          traits: { city: 'Malmö', externalId: '333' },
        },
      ],
    },
  ]);
  expect(await readFixture('contact-unsubscribed')).toMatchObject([
    { consents: [{ identifierValue: 'bjorn.ek@example.org', purpose: 'email', state: 'denied' }] },
  ]);
  expect(await readFixture('granular-unsubscribe')).toMatchObject([
    {
      consents: [
        { identifierType: 'phone', purpose: 'sms', state: 'denied' },
        { identifierType: 'email', purpose: 'email: Announcements', state: 'denied' },
      ],
    },
  ]);
  expect(await readFixture('contact-deleted')).toMatchObject([{ kind: 'record', state: 'deleted' }]);
  expect(await readFixture('contact-tag-created')).toMatchObject([
    { kind: 'record', event: 'changed', properties: { tag: 'vip' } },
  ]);
});

test('events of the company and what is unknown are kept', async () => {
  expect(await readFixture('event-created')).toMatchObject([
    { kind: 'event', event: 'invited-friend', properties: { plan: 'pro' } },
  ]);
  expect(await readFixture('ping')).toMatchObject([{ kind: 'other', vendorEvent: 'ping' }]);
  expect(await readFixture('company-created')).toMatchObject([
    { kind: 'other', vendorEvent: 'company.created' },
  ]);
});

test('where the API can be asked, a contact without address is pointed to', async () => {
  const items = await readFixture('ticket-created', { ...context, settings: { workspaceId: 'abc123def' } });
  expect(items.at(-1)).toMatchObject({
    pointer: true,
    objectType: 'contact',
    objectId: '696346bbaebb5a479d3851a3',
  });
});

test('a month with lost notifications: searches miss nothing and double nothing', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  await liveAMonth(rig, { lose: true });
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
});

test('history fills what nobody told of', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  await liveAMonth({ ...rig, deliver: async () => {}, poll: async () => {} }, { withoutDeletions: true });
  await rig.fill(NOW.getTime(), rig.api.now.getTime());
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
});

test('a deleted conversation is archived as gone, limits are waited for', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  const pointer = {
    pointer: true,
    objectType: 'conversation',
    objectId: '1',
    change: 'changed',
    parameters: {},
  } as const;
  rig.simulator.vendor.fail(429, 1, { 'retry-after': '8' });
  await expect(rig.follow(pointer)).rejects.toMatchObject({ code: 'platforms.api-limited' });
  await rig.follow(pointer);
  expect([...rig.archive.values()]).toMatchObject([{ objectId: 'conversation/1', state: 'deleted' }]);
});

test('a page whose token is refused has expired, a search that is refused has not', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  const cursor = { since: NOW.getTime(), told: [] };
  rig.simulator.vendor.fail(400, 2);
  const read = async (more: object) =>
    platform.source.feeds?.read('conversations', JSON.stringify({ ...cursor, ...more }), rig.api);
  expect(await read({ page: 'gone' })).toEqual({ expired: true });
  await expect(read({})).rejects.toMatchObject({ code: 'platforms.api-refused' });
});
