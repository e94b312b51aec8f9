import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import { context, fixturesOf, NOW, platformOf, read } from '../testing.ts';
import { messenger } from './index.ts';

const platform = platformOf(messenger);
const fixtures = fixturesOf('messenger');
const settings = { appSecret: 'secret', verifyToken: 'chosen by ourselves', botAppIds: [] };

async function readAll(name: string, values = context): Promise<Interaction[]> {
  const fixture = fixtures.get(name);
  if (fixture === undefined) throw new Error(`no fixture ${name}`);
  return (await read(platform, fixture, values)) as Interaction[];
}
async function readOne(name: string, values = context): Promise<Interaction> {
  const [first] = await readAll(name, values);
  if (first === undefined) throw new Error(`nothing read of ${name}`);
  return first;
}

/** Secret, body and signature of test/index.test.js of github.com/Secreto31126/whatsapp-api-js, 1ef1b00a: the scheme of all of Meta's webhooks. */
const ESCAPED =
  "Let's pretend this body is equal to the message object and can handle unicode characters like \\u307f\\u3069\\u308a\\u3044\\u308d and J'ai mang\\u00e9 des p\\u00e2tes";

test('the signature is over the bytes with their escapes, as Meta sends them', async () => {
  const request = (body: string) => ({
    method: 'POST',
    url: 'https://edge.example.com/webhooks/messenger/src_1',
    headers: {
      'content-type': 'application/json',
      'x-hub-signature-256': 'sha256=0363007aabdf1ab579f35936651a460fb5fa1aaf40df98b1264446b72cc96688',
    },
    body: Buffer.from(body),
  });
  const known = { ...settings, appSecret: 'YOUR_APP_SECRET' };
  expect(await platform.source.verify(request(ESCAPED), known, NOW)).toMatchObject({ ok: true });
  const unescaped = ESCAPED.replaceAll(/\\u([0-9a-f]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  expect(unescaped).toContain('mangé');
  expect(await platform.source.verify(request(unescaped), known, NOW)).toMatchObject({ ok: false });
});

test('a message is the person’s, by the id that the page knows', async () => {
  expect(await readOne('text')).toMatchObject({
    account: '682498302938465',
    objectId: 'm_question',
    kind: 'message',
    direction: 'inbound',
    channel: 'messenger',
    text: 'Café open on Sunday?',
    occurredAt: 1761991200000,
    conversationId: 'messenger:682498302938465:7001234567890123',
    participants: [
      {
        role: 'customer',
        author: true,
        identifiers: [{ type: 'messenger-user', value: '682498302938465/7001234567890123', verified: true }],
      },
      { role: 'agent', author: false },
    ],
    properties: { quickReply: 'OPENING_HOURS' },
  });
});

test('what the page sends is ours, by an agent or by an app that is a bot', async () => {
  const inbox = await readOne('echo');
  expect(inbox).toMatchObject({
    direction: 'outbound',
    event: 'sent',
    participants: [{ role: 'agent', author: true }, { role: 'customer' }],
  });
  expect(inbox.conversationId).toBe((await readOne('text')).conversationId);
  const bots = { ...context, settings: { botAppIds: ['1517776481860111'] } };
  expect(await readOne('echo-app', bots)).toMatchObject({
    participants: [{ role: 'bot', author: true }, {}],
    properties: { appId: '1517776481860111', metadata: 'campaign-1' },
  });
  expect((await readOne('echo-app')).text).toContain('Running shoes\n59.50');
});

test.each([
  ['reply', { properties: { inReplyTo: 'm_answer' } }],
  [
    'attachments',
    {
      attachments: [{ url: 'https://scontent.example.com/a.jpg' }],
      text: 'Running shoes\nhttps://shop.example.com/shoes',
    },
  ],
  ['product', { properties: { productId: 'SHOE-42' } }],
  [
    'postback',
    { kind: 'message', text: 'Get started', properties: { payload: 'START', referral: 'newsletter' } },
  ],
  [
    'referral',
    { kind: 'event', event: 'referred', properties: { adId: '120200000001', adTitle: 'Summer sale' } },
  ],
  ['read', { kind: 'status', event: 'read', direction: 'inbound', occurredAt: 1761991200000 }],
  ['delivered-watermark', { kind: 'status', event: 'delivered', occurredAt: 1761991190000 }],
  ['optin', { kind: 'consent', consents: [{ purpose: 'messenger', state: 'granted' }] }],
  ['optin-stopped', { kind: 'consent', consents: [{ purpose: 'messenger', state: 'denied' }] }],
  ['handover', { kind: 'other', vendorEvent: 'take_thread_control' }],
  ['standby', { kind: 'message', text: 'Hello?', properties: { standby: 'yes' } }],
  ['change', { kind: 'message', text: 'Talk to us', occurredAt: 1527459824000 }],
  ['feed', { kind: 'other', vendorEvent: 'feed' }],
  ['instagram-deleted', { channel: 'instagram', state: 'deleted', text: null }],
])('%s', async (name, expected) => {
  expect(await readOne(name)).toMatchObject(expected);
});

test('an edit is a later revision of the message', async () => {
  const sent = await readOne('text');
  const edited = await readOne('edit');
  expect(edited).toMatchObject({ interactionId: sent.interactionId, text: 'Café open on Monday?' });
  expect(edited.revision).toBeGreaterThan(sent.revision);
});

test('a reaction that is taken back is the same reaction, later', async () => {
  const given = await readOne('reaction');
  const taken = await readOne('reaction-removed');
  expect(given).toMatchObject({ kind: 'event', event: 'reacted', text: '❤️' });
  expect(taken).toMatchObject({ interactionId: given.interactionId, event: 'unreacted', text: null });
  expect(taken.revision).toBeGreaterThan(given.revision);
});

test('each delivered message has its status', async () => {
  expect((await readAll('delivered')).map((one) => one.properties['messageId'])).toEqual([
    'm_answer',
    'm_template',
  ]);
});
