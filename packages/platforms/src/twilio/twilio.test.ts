import twilioSdk from 'twilio';
import { expect, test } from 'vitest';
import type { HttpRequest } from '../contract.ts';
import { fixturesOf, NOW, read, requestOf } from '../testing.ts';
import { platforms } from '../registry.ts';

const platform = platforms.get('twilio');
const fixtures = fixturesOf('twilio');
const settings = { authToken: '12345' };
const fixture = (name: string) => {
  const found = fixtures.get(name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found;
};

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
  for (const one of fixtures.values()) {
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
