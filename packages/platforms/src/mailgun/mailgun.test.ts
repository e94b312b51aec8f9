import { expect, test } from 'vitest';
import { platforms } from '../registry.ts';
import { context, NOW, rawOf, read, requestOf } from '../testing.ts';

const platform = platforms.get('mailgun');
const [mail, opened] = platform.samples(NOW);
const settings = { webhookSigningKey: 'key' };

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
