import twilioSdk from 'twilio';
import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import type { HttpRequest } from '../contract.ts';
import { fixtureReader, fixturesOf, NOW, platformOf, read, requestOf } from '../testing.ts';
import { twilio } from './index.ts';

const platform = platformOf(twilio);
const fixtures = fixturesOf('twilio');
const settings = { authToken: '12345', apiUrl: 'https://api.twilio.com' };
const fixture = fixtureReader('twilio');

/** The vector of twilio.com/docs/usage/security and of every Twilio SDK's tests. */
const vector: HttpRequest = {
  method: 'POST',
  url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
  headers: {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
  },
  body: Buffer.from(
    new URLSearchParams({
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675309',
      Digits: '1234',
      From: '+14158675309',
      To: '+18005551212',
    }).toString(),
  ),
};

test("the vendor's published vector verifies", async () => {
  expect(await platform.source.verify(vector, settings, NOW)).toMatchObject({ ok: true });
});

test('a port that a proxy added or took away does not matter', async () => {
  const url = vector.url.replace('mycompany.com', 'mycompany.com:443');
  expect(await platform.source.verify({ ...vector, url }, settings, NOW)).toMatchObject({ ok: true });
});

test("what the vendor's SDK signs verifies, and the SDK takes what we sign", async () => {
  const forms = [...fixtures.values()].filter((one) => one.headers['content-type']?.includes('form'));
  for (const one of forms) {
    const request = requestOf(platform, one);
    const parameters = Object.fromEntries(new URLSearchParams(Buffer.from(request.body).toString()));
    const signature = twilioSdk.getExpectedTwilioSignature(settings.authToken, request.url, parameters);
    const signed = { ...request, headers: { ...request.headers, 'x-twilio-signature': signature } };
    expect(await platform.source.verify(signed, settings, NOW)).toMatchObject({ ok: true });
    const ours = platform.sign(request, settings, NOW).headers['x-twilio-signature'];
    expect(twilioSdk.validateRequest(settings.authToken, String(ours), request.url, parameters)).toBe(true);
  }
});

test('a JSON body is held to the hash in the URL', async () => {
  const body = Buffer.from('{"property": "value", "boolean": true}');
  const hash = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
  const url = `https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=${hash}`;
  const signature = twilioSdk.getExpectedTwilioSignature(settings.authToken, url, {});
  const request = {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', 'x-twilio-signature': signature },
    body,
  };
  expect(await platform.source.verify(request, settings, NOW)).toMatchObject({ ok: true });
  const changed = { ...request, body: Buffer.from('{"property": "other"}') };
  expect(await platform.source.verify(changed, settings, NOW)).toMatchObject({ ok: false });
});

test('an SMS is a message of the customer, with its picture', async () => {
  const [message] = await read(platform, fixture('sms-received'));
  expect(message).toMatchObject({
    kind: 'message',
    direction: 'inbound',
    channel: 'sms',
    text: 'Is this the right size?',
    conversationId: 'twilio:AC5ef8732a3c49700934481addd5ce1659:+14155550100/+14155550132',
    participants: [
      {
        role: 'customer',
        author: true,
        identifiers: [{ type: 'phone', value: '+14155550132', verified: true }],
      },
      { role: 'agent', author: false },
    ],
    attachments: [{ contentType: 'image/jpeg' }],
  });
});

test('STOP is a denial of the sender', async () => {
  const [message] = await read(platform, fixture('opt-out'));
  expect(message).toMatchObject({
    consents: [
      { identifierType: 'phone', identifierValue: '+447700900123', purpose: 'sms', state: 'denied' },
    ],
  });
});

async function readOne(name: string): Promise<Interaction> {
  const [first] = (await read(platform, fixture(name))) as Interaction[];
  if (first === undefined) throw new Error(`nothing read of ${name}`);
  return first;
}

test.each([
  ['sms-sid-only', { kind: 'message', objectId: 'SD0123456789abcdef0123456789abcdef', text: 'Hello' }],
  [
    'mms',
    {
      kind: 'message',
      text: null,
      attachments: [
        { id: 'ME1', contentType: 'image/jpeg' },
        { id: 'ME2', contentType: 'text/vcard' },
      ],
    },
  ],
  ['short-code', { participants: [{ role: 'customer', identifiers: [] }, {}] }],
  [
    'whatsapp',
    {
      channel: 'whatsapp',
      participants: [
        {
          role: 'customer',
          name: 'Ana Silva',
          identifiers: [{ type: 'phone', value: '+14155550132', verified: true }],
        },
        { role: 'agent', identifiers: [{ value: '+14155550100' }] },
      ],
      properties: {
        inReplyTo: 'SMffffffffffffffffffffffffffffffff',
        referralType: 'ad',
        referralId: '120200000001',
      },
    },
  ],
  ['whatsapp-button', { text: 'Yes, please', properties: { replyId: 'yes' } }],
  ['whatsapp-location', { text: 'The shop\n1 Market St\n37.46, -122.21' }],
  [
    'messenger',
    {
      channel: 'messenger',
      participants: [
        { identifiers: [{ type: 'messenger-user', value: '682498302938465/7001234567890123' }] },
        {},
      ],
    },
  ],
  ['call', { kind: 'other', direction: 'none' }],
  ['conversation', { kind: 'other', vendorEvent: 'onMessageAdded' }],
  [
    'event-stream',
    { kind: 'other', vendorEvent: 'com.twilio.messaging.message.delivered', occurredAt: 1761991200000 },
  ],
])('%s', async (name, expected) => {
  expect(await readOne(name)).toMatchObject(expected);
});

test('each state of a message is one, and reading is the recipient’s doing', async () => {
  const states = [
    'accepted',
    'scheduled',
    'queued',
    'sending',
    'sent',
    'delivered',
    'undelivered',
    'failed',
    'read',
    'canceled',
  ];
  const read = await Promise.all(states.map(async (state) => readOne(`status-${state}`)));
  expect(read.map((one) => [one.kind, one.event])).toEqual(states.map((state) => ['status', state]));
  expect(new Set(read.map((one) => one.interactionId)).size).toBe(states.length);
  for (const one of read) {
    const byRecipient = one.event === 'read';
    expect(one.direction).toBe(byRecipient ? 'inbound' : 'outbound');
    expect(one.channel).toBe(byRecipient ? 'whatsapp' : 'sms');
    expect(one.participants).toMatchObject([
      { role: 'agent', author: !byRecipient, identifiers: [{ value: '+14155550100' }] },
      { role: 'customer', author: byRecipient, identifiers: [{ type: 'phone', value: '+14155550132' }] },
    ]);
  }
  expect(await readOne('status-undelivered')).toMatchObject({
    properties: { errorCode: '30003', error: 'Unreachable destination handset' },
    consents: [],
  });
});

test.each([
  ['opt-out', 'denied'],
  ['opt-out-keyword', 'denied'],
  ['opt-in', 'granted'],
  ['opt-in-keyword', 'granted'],
  ['opt-out-help', undefined],
  // It answers many questions, so it opts in only where Twilio says so.
  ['yes', undefined],
  // Refused because the recipient had opted out before.
  ['status-failed', 'denied'],
])('%s: %s', async (name, state) => {
  expect((await readOne(name)).consents.map((one) => [one.purpose, one.state])).toEqual(
    state === undefined ? [] : [['sms', state]],
  );
});

test('a message and the states of its answer have the same key', () => {
  const keyOf = (name: string) => platform.source.describe(requestOf(platform, fixture(name)), settings).key;
  expect(keyOf('status-delivered')).toBe(keyOf('sms-sid-only'));
});
