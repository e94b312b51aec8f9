import { createVerify, generateKeyPairSync } from 'node:crypto';
import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import { textOf } from '../schemes/index.ts';
import { bodyOf, context, fixtureReader, NOW, platformOf, rawOf, read, requestOf } from '../testing.ts';
import { salesforce } from './index.ts';
import { assertionOf } from './source/access.ts';
import { longId } from './source/ids.ts';

const platform = platformOf(salesforce);
const fixture = fixtureReader('salesforce');
const settings = platform.source.settings.parse({
  secret: 'a-secret-of-our-own',
  organizationId: '00D24000000ABCD',
});

test('short ids become long ones', () => {
  // Pairs that levelupsalesforce.com and theblogreaders.com show.
  expect(longId('0010i0000046cD3')).toBe('0010i0000046cD3AAI');
  expect(longId('0019000000B98de')).toBe('0019000000B98deAAB');
  expect(longId('0019000000B98deAAB')).toBe('0019000000B98deAAB');
});

test('an outbound message is acknowledged as the vendor wants it', () => {
  const reply = platform.source.reply?.(requestOf(platform, fixture('contacts-two')), settings);
  expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' } });
  expect(reply?.body).toContain('<Ack>true</Ack>');
});

test('a message of another organisation is refused, whatever its path', async () => {
  const request = platform.sign(requestOf(platform, fixture('contacts-two')), settings, NOW);
  expect(await platform.source.verify(request, settings, NOW)).toMatchObject({ ok: true });
  const body = Buffer.from(
    textOf(bodyOf(fixture('contacts-two'))).replace('00D24000000ABCD', '00D24000000XXXX'),
  );
  expect(await platform.source.verify({ ...request, body }, settings, NOW)).toMatchObject({ ok: false });
  expect(await platform.source.verify({ ...request, body: Buffer.alloc(0) }, settings, NOW)).toMatchObject({
    ok: false,
  });
});

test('a Flow of another organisation is refused; one that names none is not', async () => {
  const flow = (body: string) =>
    platform.sign({ ...requestOf(platform, fixture('flow-other')), body: Buffer.from(body) }, settings, NOW);
  const verify = async (body: string) => platform.source.verify(flow(body), settings, NOW);
  expect(await verify('{"hello":"world"}')).toEqual({ ok: true });
  expect(await verify('{"organizationId":"00D24000000ABCD"}')).toEqual({ ok: true });
  expect(await verify('{"organizationId":"00D24000000XXXX"}')).toMatchObject({ ok: false });
});

test('a wrong header is not saved by a right path', async () => {
  const signed = platform.sign(requestOf(platform, fixture('contacts-two')), settings, NOW);
  const request = { ...signed, headers: { ...signed.headers, 'x-throughline-secret': 'x' } };
  expect(await platform.source.verify(request, settings, NOW)).toMatchObject({ ok: false });
});

test('each notification is the record as it stood', async () => {
  const items = (await read(platform, fixture('contacts-two'))) as Interaction[];
  expect(items).toMatchObject([
    {
      kind: 'record',
      account: '00D24000000ABCDEA4',
      objectId: 'Contact/00324000000ABCDAA4',
      revision: Date.parse('2026-11-02T09:00:00Z'),
      participants: [
        {
          name: 'Ana Silva & Sön',
          identifiers: [
            { type: 'email', value: 'ana.silva@example.net' },
            { type: 'phone', value: '+14155550132' },
            { type: 'salesforce-contact', value: '00D24000000ABCDEA4/00324000000ABCDAA4' },
          ],
        },
      ],
      consents: [{ identifierValue: 'ana.silva@example.net', purpose: 'email', state: 'denied' }],
    },
    { objectId: 'Contact/00324000000ABCEAA4' },
  ]);
  // The session id is a credential: nothing that is read carries it.
  expect(JSON.stringify(items)).not.toContain('secretsession');
});

test.each([
  ['<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'],
  ['<!doctype x SYSTEM "https://evil.example/x.dtd">'],
])('document types are refused: %s', async (prologue) => {
  const body = textOf(bodyOf(fixture('contacts-two'))).replace('?>', `?>${prologue}`);
  await expect(read(platform, { ...fixture('contacts-two'), body })).rejects.toMatchObject({
    code: 'platforms.body-unreadable',
  });
});

test('a hundred notifications in one message, behind a byte order mark', async () => {
  const text = textOf(bodyOf(fixture('contacts-two')));
  const one = /<Notification>[^]*?<\/Notification>/.exec(text)?.[0] ?? '';
  const many = Array.from({ length: 100 }, (_, index) =>
    one.replace('00324000000ABCDAA4', longId(`00324000000${String(index).padStart(4, '0')}`)),
  );
  const body = `\uFEFF${text.slice(0, text.indexOf('<Notification>'))}${many.join('')}</notifications></soapenv:Body></soapenv:Envelope>`;
  const items = (await read(platform, { ...fixture('contacts-two'), body })) as Interaction[];
  expect(new Set(items.map((item) => item.interactionId)).size).toBe(100);
});

test('Communication__c is a message in the case', async () => {
  expect(await read(platform, fixture('communication'))).toMatchObject([
    {
      kind: 'message',
      channel: 'whatsapp',
      direction: 'inbound',
      text: 'May I send it back?',
      conversationId: 'salesforce:00D24000000ABCDEA4:Case/50024000000ABCDAA4',
      participants: [
        {
          role: 'customer',
          author: true,
          identifiers: [
            { type: 'phone', value: '+14155550132' },
            { value: '00D24000000ABCDEA4/00324000000ABCDAA4' },
          ],
        },
      ],
      properties: { Order_Number__c: '1042' },
    },
  ]);
});

test('a message that our own destination wrote is kept as a record', async () => {
  const body = textOf(bodyOf(fixture('communication'))).replace(
    '<sf:Channel__c>',
    '<sf:Message_Key__c>9a8a</sf:Message_Key__c><sf:Channel__c>',
  );
  expect(await read(platform, { ...fixture('communication'), body })).toMatchObject([
    { kind: 'record', direction: 'none', properties: { echo: 'true' } },
  ]);
});

test('the API’s objects: comment, e-mail, call, lead, case', async () => {
  expect(await read(platform, fixture('case-comment-fetched'))).toMatchObject([
    { kind: 'message', direction: 'outbound', participants: [{ role: 'agent', author: true }] },
  ]);
  expect(await read(platform, fixture('email-message-fetched'))).toMatchObject([
    {
      kind: 'message',
      channel: 'email',
      direction: 'inbound',
      occurredAt: Date.parse('2026-11-01T07:59:00Z'),
      participants: [{ role: 'customer', author: true }, { role: 'agent' }],
    },
  ]);
  expect(await read(platform, fixture('call-fetched'))).toMatchObject([
    {
      kind: 'call',
      direction: 'inbound',
      durationSeconds: 61,
      participants: [{ author: true }, { role: 'agent' }],
    },
  ]);
  expect(await read(platform, fixture('lead-fetched'))).toMatchObject([
    {
      participants: [
        { identifiers: [{ type: 'email' }, { type: 'salesforce-lead' }, { type: 'salesforce-contact' }] },
      ],
    },
  ]);
  expect(await read(platform, fixture('case-fetched'))).toMatchObject([
    {
      kind: 'ticket',
      properties: { ticket: '00001026', via: 'Email' },
      revision: Date.parse('2026-11-02T09:00:00Z'),
    },
  ]);
});

test('telephone calls and chats of the service cloud', async () => {
  expect(await read(platform, fixture('voice-call-fetched'))).toMatchObject([
    {
      kind: 'call',
      channel: 'voice',
      direction: 'inbound',
      durationSeconds: 95,
      occurredAt: Date.parse('2026-11-01T07:58:00Z'),
      participants: [
        { author: true, identifiers: [{ type: 'phone', value: '+14155550132' }] },
        { role: 'agent' },
      ],
    },
  ]);
  const [chat] = (await read(platform, fixture('chat-transcript-fetched'))) as Interaction[];
  expect(chat).toMatchObject({ kind: 'message', channel: 'chat', durationSeconds: 300 });
  expect(chat?.text).toContain('Ana: Is the blue one back in stock?');
});

test('without a time of change the delivery’s counts', async () => {
  expect(await read(platform, fixture('case-without-times'))).toMatchObject([{ revision: NOW.getTime() }]);
});

test('a Flow’s records are the API’s; anything else is kept', async () => {
  expect(await read(platform, fixture('flow-records'))).toMatchObject([
    { objectId: 'Opportunity/00624000000ABCDAA4', amount: 1200.5 },
    { objectId: 'Parcel__c/a0224000000ABCDAA4', properties: { Damaged__c: 'true' } },
  ]);
  expect(await read(platform, fixture('flow-other'))).toMatchObject([
    { kind: 'other', text: '{"hello":"world"}' },
  ]);
});

test('a gone record is deleted under the id that it had', async () => {
  const [gone] = (await read(platform, fixture('contact-gone'))) as Interaction[];
  const [, contact] = (await read(platform, fixture('contacts-two'))) as Interaction[];
  expect(gone).toMatchObject({ interactionId: contact?.interactionId, state: 'deleted' });
  expect(platform.source.describe(requestOf(platform, fixture('contacts-two')), settings)).toEqual({
    deliveryId: '04l24000002nrC5AAI',
    key: '00324000000ABCDAA4',
  });
  expect(rawOf(platform, requestOf(platform, fixture('communication'))).body.byteLength).toBeGreaterThan(0);
  expect(context.region).toBe('US');
});

test('the JWT of the bearer flow is signed by the key and lives three minutes', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const claims = { clientId: 'c', username: 'u@example.com', audience: 'https://login.salesforce.com' };
  const [header = '', payload = '', signature = ''] = assertionOf(claims, privateKey, NOW).split('.');
  expect(
    createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(publicKey, signature, 'base64url'),
  ).toBe(true);
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual({
    iss: 'c',
    sub: 'u@example.com',
    aud: 'https://login.salesforce.com',
    exp: NOW.getTime() / 1000 + 180,
  });
});
