import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import type { HttpRequest } from '../contract.ts';
import { context, fixturesOf, NOW, platformOf, rawOf, read } from '../testing.ts';
import { whatsapp } from './index.ts';

const platform = platformOf(whatsapp);
const fixtures = fixturesOf('whatsapp');

async function readAll(name: string): Promise<Interaction[]> {
  const fixture = fixtures.get(name);
  if (fixture === undefined) throw new Error(`no fixture ${name}`);
  return (await read(platform, fixture)) as Interaction[];
}
const readOne = async (name: string): Promise<Interaction> => {
  const [first] = await readAll(name);
  if (first === undefined) throw new Error(`nothing read of ${name}`);
  return first;
};

/** A delivery captured live: tests/test_server.py of github.com/david-lev/pywa, 0bcf2f19; the secret was reset since. */
const vector: HttpRequest = {
  method: 'POST',
  url: 'https://edge.example.com/webhooks/whatsapp/src_1',
  headers: {
    'content-type': 'application/json',
    'x-hub-signature-256': 'sha256=54edfa1d7259e0eb13c677cc7d73d1b5c86cfa12433d19156e058ab9251bc441',
  },
  body: Buffer.from(
    '{"object":"whatsapp_business_account","entry":[{"id":"264937493375603","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550953877","phone_number_id":"277321005464405"},"contacts":[{"profile":{"name":"PyWa Tests"},"wa_id":"972544401243"}],"messages":[{"from":"972544401243","id":"wamid.HBgMOTcyNTQ0NDAxMjQzFQIAEhggM0RFQTNCMEEwRTY3QzUwODYzMDc4NjQ4QzM4ODAxM0YA","timestamp":"1730231903","text":{"body":"Hey there! I am using PyWa."},"type":"text"}]},"field":"messages"}]}]}',
  ),
};
const settings = { appSecret: '1222e786b144d0e85b9f365372d93676', verifyToken: 'chosen by ourselves' };

test('a delivery captured live verifies, and only its very bytes do', async () => {
  expect(await platform.source.verify(vector, settings, NOW)).toMatchObject({ ok: true });
  const parsed = Buffer.from(`${Buffer.from(vector.body).toString('utf8')}\n`);
  expect(await platform.source.verify({ ...vector, body: parsed }, settings, NOW)).toMatchObject({
    ok: false,
  });
  const [message] = await platform.source.normalize(rawOf(platform, vector), context);
  expect(message).toMatchObject({
    account: '264937493375603',
    text: 'Hey there! I am using PyWa.',
    occurredAt: 1730231903000,
    conversationId: 'whatsapp:264937493375603:277321005464405/972544401243',
  });
});

test('the handshake gives the challenge back to whoever knows the verify token', () => {
  const ask = (token: string) =>
    platform.source.handshake?.(
      {
        method: 'GET',
        url: `${vector.url}?hub.mode=subscribe&hub.verify_token=${encodeURIComponent(token)}&hub.challenge=1158201444`,
        headers: {},
        body: new Uint8Array(),
      },
      settings,
      NOW,
    );
  expect(ask(settings.verifyToken)).toMatchObject({ status: 200, body: '1158201444' });
  expect(ask('guessed')).toEqual({ status: 403 });
  expect(platform.source.handshake?.(vector, settings, NOW)).toBeUndefined();
});

test('a message is the customer’s, by number and by business-scoped user id', async () => {
  expect(await readOne('text')).toMatchObject({
    kind: 'message',
    direction: 'inbound',
    channel: 'whatsapp',
    text: 'Café open on Sunday?',
    conversationId: 'whatsapp:102290129340398:106540352242922/US.13491208655302741918',
    participants: [
      {
        role: 'customer',
        author: true,
        name: 'Ana Silva',
        identifiers: [
          { type: 'phone', value: '+14155550132', verified: true },
          { type: 'whatsapp-user', value: 'US.13491208655302741918', verified: true },
        ],
      },
      { role: 'agent', author: false, identifiers: [{ type: 'company-number', value: '+15550783881' }] },
    ],
  });
});

test('a user without number is known by id, and stays in the same thread', async () => {
  const hidden = await readOne('without-number');
  expect(hidden.participants[0]).toMatchObject({
    identifiers: [
      { type: 'whatsapp-user', value: 'US.13491208655302741918' },
      { type: 'whatsapp-user', value: 'US.ENT.11815799212886844830' },
    ],
    traits: { whatsappUsername: 'ana.silva' },
  });
  expect(hidden.conversationId).toBe((await readOne('text')).conversationId);
  const shared = await readOne('contact-shared');
  expect(shared.participants[0]?.identifiers).toContainEqual({
    type: 'phone',
    value: '+14155550132',
    verified: false,
  });
});

test.each([
  ['image', { text: 'The scratch', attachments: [{ id: '65463453', contentType: 'image/jpeg' }] }],
  ['document', { text: 'My invoice', attachments: [{ name: 'invoice.pdf' }] }],
  [
    'voice',
    {
      properties: { media: 'voice' },
      attachments: [{ sha256: '9b4e2915fd8445d6a8a53c859063c0d3e6d7de2f986367588151703a00cb4832' }],
    },
  ],
  ['location', { text: 'The shop\n1 Market St\n37.4611978, -122.2164385' }],
  ['contacts', { text: 'Bo Berg, +1 415-555-0199' }],
  ['order', { kind: 'order', event: 'order_placed', amount: 123, currency: 'USD' }],
  ['button', { text: 'Yes, please', properties: { replyId: 'yes-please', inReplyTo: 'wamid.TEMPLATE=' } }],
  ['list-reply', { text: '42\nIn stock' }],
  ['flow', { kind: 'form', event: 'submitted', text: 'comment: Fast\nrating: 4' }],
  [
    'reaction',
    { kind: 'event', event: 'reacted', text: '😮', properties: { reactionTo: 'wamid.ORIGINAL=' } },
  ],
  ['reaction-removed', { kind: 'event', event: 'unreacted' }],
  ['reply-forwarded', { properties: { inReplyTo: 'wamid.ORIGINAL=', forwarded: 'yes' } }],
  ['text-from-ad', { properties: { referralType: 'ad', referralId: '120200000001', clickId: 'ARAkclid' } }],
  ['unsupported', { kind: 'other', direction: 'inbound', vendorEvent: 'unsupported' }],
  ['unknown-type', { kind: 'other', direction: 'inbound', vendorEvent: 'hologram' }],
  ['template-status', { kind: 'other', direction: 'none', vendorEvent: 'message_template_status_update' }],
  ['contact-sync', { kind: 'record', event: 'changed', participants: [{ name: 'Ana Silva' }] }],
])('%s', async (name, expected) => {
  expect(await readOne(name)).toMatchObject(expected);
});

test('an edit and a deletion are later revisions of the message itself', async () => {
  const edit = await readOne('edit');
  const revoke = await readOne('revoke');
  expect(edit).toMatchObject({ objectId: 'wamid.ORIGINAL=', event: 'changed', text: 'In size 42, please' });
  expect(revoke).toMatchObject({ objectId: 'wamid.ORIGINAL=', state: 'deleted', text: null });
  expect(edit.revision).toBeGreaterThan(0);
  expect(revoke.revision).toBeGreaterThan(edit.revision);
});

test('what a colleague writes in the Business app is ours, with its edit and deletion', async () => {
  const echo = await readOne('echo');
  expect(echo).toMatchObject({
    direction: 'outbound',
    event: 'sent',
    participants: [
      { role: 'agent', author: true },
      { role: 'customer', author: false, identifiers: [{ value: '+14155550132' }, {}] },
    ],
  });
  expect((await readOne('echo-edit')).interactionId).toBe(echo.interactionId);
  expect(await readOne('echo-revoke')).toMatchObject({
    interactionId: echo.interactionId,
    state: 'deleted',
  });
});

test('each status is one, and reading is the customer’s doing', async () => {
  const names = ['sent', 'delivered', 'read', 'played', 'failed'];
  const statuses = await Promise.all(names.map(async (name) => readOne(`status-${name}`)));
  expect(new Set(statuses.map((one) => one.interactionId)).size).toBe(names.length);
  expect(statuses.map((one) => one.direction)).toEqual([
    'outbound',
    'outbound',
    'inbound',
    'inbound',
    'outbound',
  ]);
  expect(statuses[4]).toMatchObject({
    event: 'failed',
    properties: { errorCode: '131026', error: 'Message undeliverable.' },
    participants: [
      { role: 'agent' },
      { identifiers: [{ value: '+14155550132' }, { type: 'whatsapp-user' }] },
    ],
  });
  expect((await readOne('status-group-read')).objectId).toBe(
    'wamid.ANSWER=/status/read/US.13491208655302741918',
  );
});

test('stopping marketing messages is a denial, resuming a grant', async () => {
  expect(await readOne('preference-stop')).toMatchObject({
    kind: 'consent',
    consents: [
      { identifierType: 'phone', identifierValue: '+14155550132', purpose: 'whatsapp', state: 'denied' },
      { identifierType: 'whatsapp-user', state: 'denied' },
    ],
  });
  expect((await readOne('preference-resume')).consents[0]).toMatchObject({ state: 'granted' });
});

test('a call begins and ends as one', async () => {
  const begun = await readOne('call-connect');
  const ended = await readOne('call-terminate');
  expect(ended).toMatchObject({
    interactionId: begun.interactionId,
    kind: 'call',
    event: 'ended',
    direction: 'inbound',
    durationSeconds: 120,
  });
  expect(ended.revision).toBeGreaterThan(begun.revision);
});

test('a changed number belongs to the same person', async () => {
  expect((await readOne('number-changed')).participants[0]?.identifiers).toMatchObject([
    { type: 'phone', value: '+14155550132' },
    { type: 'phone', value: '+14155550177' },
  ]);
});

test('shared history is read in both directions', async () => {
  expect(await readAll('history')).toMatchObject([
    { direction: 'inbound', objectId: 'wamid.OLD1=', occurredAt: 1759900000000 },
    { direction: 'outbound', objectId: 'wamid.OLD2=', participants: [{ role: 'agent', author: true }, {}] },
  ]);
});

test('one delivery may hold several entries, changes and messages', async () => {
  expect((await readAll('batch')).map((one) => one.text ?? one.kind)).toEqual([
    'One',
    'Two',
    'status',
    'Three',
  ]);
});
