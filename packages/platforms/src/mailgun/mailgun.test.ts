import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import { context, fixturesOf, NOW, platformOf, rawOf, read, requestOf } from '../testing.ts';
import { mailgun } from './index.ts';

const platform = platformOf(mailgun);
const [mail, opened] = platform.samples(NOW);
const settings = { webhookSigningKey: 'key' };
const fixtures = fixturesOf('mailgun');

async function readOne(name: string): Promise<Interaction> {
  const fixture = fixtures.get(name);
  if (fixture === undefined) throw new Error(`no fixture ${name}`);
  const [first] = (await read(platform, fixture)) as Interaction[];
  if (first === undefined) throw new Error(`nothing read of ${name}`);
  return first;
}

test("the vendor's own vector verifies, and is stale now", async () => {
  // tests/Api/WebhookTest.php of github.com/mailgun/mailgun-php, 5024827.
  const signature = {
    timestamp: '1403645220',
    token: '5egbgr1vjgqxtrnp65xfznchgdccwh5d6i09vijqi3whgowmn6',
    signature: '9cfc5c41582e51246e73c88d34db3af0a3a2692a76fbab81492842f000256d33',
  };
  const vector = {
    method: 'POST',
    url: 'https://edge.example.com/webhooks/mailgun/src_1',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ signature, 'event-data': { event: 'delivered' } })),
  };
  const key = { webhookSigningKey: 'key-3ax6xnjp29jd6fds4gc373sgvjxteol0' };
  const then = new Date(1403645220 * 1000);
  expect(await platform.source.verify(vector, key, then)).toMatchObject({ ok: true });
  expect(await platform.source.verify(vector, settings, then)).toMatchObject({ ok: false });
  expect(await platform.source.verify(vector, key, NOW)).toMatchObject({ ok: false });
});

test('a received mail has its new text, its quote, its attachment and its people', async () => {
  if (mail === undefined) throw new Error('no sample');
  const [message] = await read(platform, mail);
  expect(message).toMatchObject({
    kind: 'message',
    direction: 'inbound',
    account: 'example-shop.com',
    subject: 'Re: Your order 1042',
    text: 'Thank you, the photo of the damage is attached.',
    participants: [
      {
        role: 'customer',
        author: true,
        name: 'Ana Silva',
        identifiers: [{ type: 'email', value: 'ana.silva@example.net', verified: true }],
      },
      { role: 'agent', author: false },
    ],
    attachments: [{ name: 'damage.txt', contentType: 'text/plain', size: 16 }],
  });
  expect(message && 'quotedText' in message ? message.quotedText : '').toContain('Could you send us a photo');
});

test('the same mail over as whole MIME is the same interaction', async () => {
  if (mail === undefined) throw new Error('no sample');
  const [taken] = await read(platform, mail);
  const messageId = taken && 'objectId' in taken ? taken.objectId : '';
  const mime = [
    'From: =?utf-8?Q?Ana_Silva?= <ana.silva@example.net>',
    'To: Support <support@example-shop.com>',
    'Subject: Re: Your order 1042',
    `Message-ID: ${messageId}`,
    `Date: ${NOW.toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/html; charset=iso-8859-1',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '<p>Caf=E9 is <b>open</b></p>',
    '--b',
    'Content-Type: image/png; name=a.png',
    'Content-Disposition: attachment; filename=a.png',
    'Content-Transfer-Encoding: base64',
    '',
    'iVBORw0KGgo=',
    '--b--',
    '',
  ].join('\r\n');
  const body = new URLSearchParams({
    recipient: 'support@example-shop.com',
    sender: 'ana.silva@example.net',
    'body-mime': mime,
  });
  const request = {
    ...requestOf(platform, mail),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(body.toString()),
  };
  const [whole] = await platform.source.normalize(rawOf(platform, request), context);
  expect(whole).toMatchObject({
    interactionId: taken && 'interactionId' in taken ? taken.interactionId : '',
    text: 'Café is open',
    attachments: [{ name: 'a.png', contentType: 'image/png', size: 8 }],
    participants: [{ name: 'Ana Silva', role: 'customer' }, { role: 'agent' }],
  });
});

test("Mailgun's own fields are the last of their name", async () => {
  if (mail === undefined) throw new Error('no sample');
  const request = {
    ...requestOf(platform, mail),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from('signature=from-a-variable&token=x&timestamp=1&recipient=a%40example-shop.com'),
  };
  expect(await platform.source.verify(platform.sign(request, settings, NOW), settings, NOW)).toMatchObject({
    ok: true,
  });
});

test('an unsubscription is a denial', async () => {
  if (opened === undefined) throw new Error('no sample');
  const body = JSON.parse(String(opened.body)) as { 'event-data': Record<string, unknown> };
  body['event-data']['event'] = 'unsubscribed';
  const [event] = await read(platform, { ...opened, body: JSON.stringify(body) });
  expect(event).toMatchObject({
    kind: 'consent',
    consents: [
      {
        identifierType: 'email',
        identifierValue: 'ana.silva@example.net',
        purpose: 'email',
        state: 'denied',
      },
    ],
  });
});

test.each([
  ['event-accepted', { kind: 'status', event: 'accepted', account: 'mg.example.org' }],
  [
    'event-delivered',
    {
      kind: 'status',
      event: 'delivered',
      direction: 'outbound',
      account: 'mg.example.org',
      conversationId: 'mailgun:mg.example.org:<20180812211713.1.DF5966851B4BAA99@mg.example.org>',
      participants: [
        { role: 'customer', author: false, identifiers: [{ value: 'alice@example.com' }] },
        { role: 'agent', author: true, name: 'Shop', identifiers: [{ value: 'orders@example-shop.com' }] },
      ],
      properties: { code: '250', answer: 'OK', tags: 'orders', 'variable:order': '1042' },
    },
  ],
  ['event-failed', { kind: 'status', event: 'failed', properties: { severity: 'permanent' } }],
  ['event-failed-temporary', { event: 'failed', properties: { severity: 'temporary', code: '450' } }],
  [
    'event-opened',
    {
      kind: 'status',
      direction: 'inbound',
      account: 'mg.example.org',
      participants: [{ role: 'customer', author: true }],
      properties: { client: 'Chrome, OS X, desktop', city: 'San Francisco' },
    },
  ],
  ['event-clicked', { event: 'clicked', properties: { url: 'https://shop.example.com/orders/1042' } }],
  ['event-unsubscribed', { kind: 'consent', consents: [{ purpose: 'email', state: 'denied' }] }],
  ['event-complained', { kind: 'consent', consents: [{ purpose: 'email', state: 'denied' }] }],
  [
    'event-rejected',
    {
      kind: 'status',
      participants: [{ identifiers: [{ value: 'alice@example.com' }] }, {}],
      properties: { reason: 'Sandbox subdomains are for test purposes only.' },
    },
  ],
  ['event-stored', { kind: 'status', event: 'stored' }],
  ['event-unknown', { kind: 'other', vendorEvent: 'teleported', direction: 'none' }],
  [
    'legacy-delivered',
    { kind: 'status', event: 'delivered', participants: [{ identifiers: [{ value: 'alice@example.com' }] }] },
  ],
  [
    'route-stored',
    {
      kind: 'message',
      attachments: [{ name: 'a.jpg', contentType: 'image/jpeg', size: 2048, sha256: null }],
      participants: [{ identifiers: [{ value: 'bob@mg.example.org', verified: true }] }, { role: 'agent' }],
    },
  ],
  [
    'route-file',
    { attachments: [{ name: 'a.bin', size: 4 }], participants: [{ identifiers: [{ verified: false }] }] },
  ],
])('%s', async (name, expected) => {
  expect(await readOne(name)).toMatchObject(expected);
});

test('DKIM proves the sender where the only signature is of the same organisation', async () => {
  const mime = fixtures.get('route-mime');
  if (typeof mime?.body !== 'string') throw new Error('no fixture');
  expect(await readOne('route-mime')).toMatchObject({
    subject: 'Café',
    text: 'Café open?',
    participants: [{ identifiers: [{ value: 'bob@example.org', verified: true }] }, { role: 'agent' }],
  });
  // Somebody else signs, and puts a signature beside it that is made up.
  const form = new URLSearchParams(mime.body);
  form.set('body-mime', `DKIM-Signature: v=1; d=attacker.example; b=z\r\n${form.get('body-mime') ?? ''}`);
  const [forged] = await read(platform, { ...mime, body: form.toString() });
  expect(forged).toMatchObject({ participants: [{ identifiers: [{ verified: false }] }, {}] });
});
