import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import type { HttpRequest } from '../contract.ts';
import { context, fixturesOf, NOW, platformOf, read, requestOf } from '../testing.ts';
import { sendgrid } from './index.ts';
import { source } from './source/index.ts';
import type { Settings } from './source/settings.ts';

const platform = platformOf(sendgrid);
const fixtures = fixturesOf('sendgrid');

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

const pathSecret = 'chosen-by-ourselves-1';

/** packages/eventwebhook/src/eventwebhook.spec.js of github.com/sendgrid/sendgrid-nodejs, 498e2329: keys, bodies and signatures. */
const VECTORS = [
  {
    eventPublicKey:
      'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==',
    signature:
      'MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=',
    timestamp: '1600112502',
    body: '[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n',
  },
  {
    eventPublicKey:
      'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEQ4LIFtWztlsF7skFqOncjD1lun4H5w8XOhyOArHW9RcIx/FfEzx6cikC/yPfUvwaX/JScE7Fc9CJD2afQ9Ok3Q==',
    signature:
      'MEYCIQC/I4o6vCgqRYrTljjoVWB/GRWNtxeePlLMHr3x9ETeRQIhAIpV+03nREPTTHWSW0wIOA0EoMPdcNgXa70yCaqDJlu5',
    timestamp: '1619651159',
    body: '[{"email":"invalid@gmail.com","event":"processed","send_at":0,"sg_event_id":"cHJvY2Vzc2VkLTE5OTQyMTEyLXFOd0JMZ1BRUWpXNkRKdktRd1NBYnctMA","sg_message_id":"qNwBLgPQQjW6DJvKQwSAbw.filterdrecv-canary-547b64655b-cw6zx-1-6089EA4A-56.0","smtp-id":"<qNwBLgPQQjW6DJvKQwSAbw@ismtpd0178p1mdw1.sendgrid.net>","timestamp":1619651146},\r\n{"email":"invalid@gmail.com","event":"bounce","ip":"167.89.101.76","reason":"552 5.2.2 The email account that you tried to reach is over quota and inactive. Please direct the recipient to https://support.google.com/mail/?p=OverQuotaPerm c17si1130468pgv.34 - gsmtp","sg_event_id":"Ym91bmNlLTAtMTk5NDIxMTItcU53QkxnUFFRalc2REp2S1F3U0Fidy0w","sg_message_id":"qNwBLgPQQjW6DJvKQwSAbw.filterdrecv-canary-547b64655b-cw6zx-1-6089EA4A-56.0","smtp-id":"<qNwBLgPQQjW6DJvKQwSAbw@ismtpd0178p1mdw1.sendgrid.net>","status":"5.2.2","timestamp":1619651147,"tls":1,"type":"blocked"}]\r\n',
  },
];

const requestWith = ({ signature, timestamp, body }: (typeof VECTORS)[number]): HttpRequest => ({
  method: 'POST',
  url: `https://edge.example.com/webhooks/sendgrid/src_1/${pathSecret}`,
  headers: {
    'content-type': 'application/json',
    'x-twilio-email-event-webhook-signature': signature,
    'x-twilio-email-event-webhook-timestamp': timestamp,
  },
  body: Buffer.from(body),
});

test.each(VECTORS)("the vendor's own vectors verify, line ends included", async (vector) => {
  const settings: Settings = { pathSecret, eventPublicKey: vector.eventPublicKey, unsubscribeGroups: {} };
  const request = requestWith(vector);
  expect(await source.verify(request, settings, NOW)).toEqual({ ok: true, method: 'ecdsa' });
  const framed = `-----BEGIN PUBLIC KEY-----\n${vector.eventPublicKey}\n-----END PUBLIC KEY-----\n`;
  expect(await source.verify(request, { ...settings, eventPublicKey: framed }, NOW)).toMatchObject({
    ok: true,
  });
  const trimmed = { ...request, body: Buffer.from(vector.body.trim()) };
  const wrongPath = { ...request, url: request.url.slice(0, -1) };
  const later = requestWith({ ...vector, timestamp: '1700000000' });
  for (const refused of [trimmed, wrongPath, later])
    expect(await source.verify(refused, settings, NOW)).toMatchObject({ ok: false });
  for (const eventPublicKey of [VECTORS.find((one) => one !== vector)?.eventPublicKey, 'no key'])
    expect(
      await source.verify(request, { pathSecret, eventPublicKey, unsubscribeGroups: {} }, NOW),
    ).toMatchObject({ ok: false });
});

test('received mail is proven by the path, and by a signature where its key is set', async () => {
  const fixture = fixtures.get('raw');
  if (fixture === undefined) throw new Error('no fixture');
  const generated = platform.generateSettings() as Settings;
  const settings = { ...generated, parsePublicKey: generated.eventPublicKey };
  const signed = platform.sign(requestOf(platform, fixture), settings, NOW);
  expect(await source.verify(signed, settings, NOW)).toEqual({ ok: true, method: 'ecdsa' });
  const unsigned = platform.sign(requestOf(platform, fixture), generated, NOW);
  expect(await source.verify(unsigned, generated, NOW)).toEqual({ ok: true, method: 'path-secret' });
  expect(await source.verify(unsigned, settings, NOW)).toMatchObject({ ok: false });
});

test('each field is read in its own charset', async () => {
  expect(await readOne('charsets')).toMatchObject({
    account: 'sg.example-shop.com',
    objectId: '<charsets@example.com>',
    subject: 'Como usted pidió',
    text: 'Test the ESP’s inbound charset handling…',
    occurredAt: Date.UTC(2020, 6, 24, 16, 43, 46),
    participants: [
      {
        role: 'customer',
        author: true,
        name: 'Opérateur de test',
        // SPF is another domain's, but DKIM is the sender's.
        identifiers: [{ type: 'email', value: 'sender@example.com', verified: true }],
      },
      { role: 'agent', name: 'Récipiendaire' },
    ],
  });
});

test('attachments have their names, types and hashes; nothing proves the sender', async () => {
  expect(await readOne('attachments')).toMatchObject({
    text: 'See the photos',
    conversationId: 'sendgrid:example-shop.com:<first@example-shop.com>',
    attachments: [
      {
        name: 'test.txt',
        contentType: 'text/plain',
        size: 15,
        sha256: 'b8d9965691893c58333414106c78136d94e87962486a38c1b17138b2cd95272b',
      },
      { id: 'abc123', name: 'schäden.png', contentType: 'image/png', size: 8 },
    ],
    participants: [
      { role: 'customer', identifiers: [{ verified: false }] },
      { role: 'agent' },
      { role: 'customer', identifiers: [{ value: 'other@example.com' }] },
      { role: 'customer', identifiers: [{ value: 'cc@example.com' }] },
    ],
    properties: { spamScore: '1.7', spf: 'fail' },
  });
});

test('a raw message is read byte by byte', async () => {
  expect(await readOne('raw')).toMatchObject({
    objectId: '<raw@example.net>',
    subject: 'Raw',
    text: 'Café',
    participants: [{ identifiers: [{ value: 'ana.silva@example.net', verified: true }] }, { role: 'agent' }],
    attachments: [{ name: 'a.png', contentType: 'image/png', size: 8 }],
  });
});

test.each([
  ['processed', { kind: 'status', event: 'processed', direction: 'outbound' }],
  ['deferred', { kind: 'status', event: 'deferred', properties: { response: '400 try again later' } }],
  [
    'delivered',
    {
      kind: 'status',
      event: 'delivered',
      objectId: 'event/ZXZlbnQ03',
      conversationId: 'sendgrid:sendgrid:14c5d75ce93.dfd.64b469',
      occurredAt: 1761991203000,
      properties: { category: 'orders', messageId: '<14c5d75ce93.dfd.64b469@ismtpd-555>' },
    },
  ],
  ['bounce', { kind: 'status', event: 'bounced', properties: { type: 'bounce', status: '5.0.0' } }],
  ['dropped', { kind: 'status', event: 'dropped', properties: { reason: 'Bounced Address' } }],
  [
    'open',
    { kind: 'status', event: 'opened', direction: 'inbound', properties: { sg_machine_open: 'false' } },
  ],
  [
    'click',
    { kind: 'status', event: 'clicked', properties: { url: 'https://shop.example.com/', order: '1042' } },
  ],
  ['spamreport', { kind: 'consent', event: 'complained', consents: [{ purpose: 'email', state: 'denied' }] }],
  [
    'unsubscribe',
    {
      kind: 'consent',
      consents: [{ identifierValue: 'ana.silva@example.net', purpose: 'email', state: 'denied' }],
    },
  ],
  ['account-status', { kind: 'other', vendorEvent: 'account_status_change', participants: [] }],
])('%s', async (name, expected) => {
  expect(await readOne(name)).toMatchObject(expected);
});

test('leaving a group denies what the group is for, and nothing else', async () => {
  expect((await readOne('group-unsubscribe')).consents).toMatchObject([
    { purpose: 'email/14', state: 'denied' },
  ]);
  const named = { ...context, settings: { unsubscribeGroups: { '14': 'newsletter' } } };
  expect((await readOne('group-resubscribe', named)).consents).toMatchObject([
    { purpose: 'newsletter', state: 'granted' },
  ]);
});

test('one delivery holds many events', async () => {
  const [, events] = platform.samples(NOW);
  if (events === undefined) throw new Error('no sample');
  expect(((await read(platform, events)) as Interaction[]).map((one) => one.event)).toEqual([
    'delivered',
    'opened',
    'clicked',
    'unsubscribed',
  ]);
});
