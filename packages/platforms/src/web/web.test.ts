import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { HttpRequest } from '../contract.ts';
import { context, NOW, platformOf, rawOf, read, requestOf } from '../testing.ts';
import { web } from './index.ts';

const platform = platformOf(web);
const settings = {
  writeKey: 'public-write-key',
  serverKey: 'secret-server-key',
  userIdSecret: 'user-id-secret',
  allowedOrigins: ['https://shop.example.com'],
};
const [identify, batch, , consent, form] = platform.samples(NOW);

const post = (
  body: object,
  headers: HttpRequest['headers'] = {},
  url = 'https://edge.example.com/v1/track',
): HttpRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify(body)),
});
const verify = async (request: HttpRequest) => platform.source.verify(request, settings, NOW);
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });

test('a key comes by Basic, bearer, query or body, and says how far it is trusted', async () => {
  expect(await verify(post({}, basic(settings.writeKey)))).toEqual({ ok: true, method: 'write-key' });
  expect(await verify(post({}, basic(settings.serverKey)))).toEqual({ ok: true, method: 'server-key' });
  expect(await verify(post({}, { authorization: `Bearer ${settings.writeKey}` }))).toMatchObject({
    ok: true,
  });
  expect(
    await verify(post({}, {}, `https://e.example.com/v1/track?writeKey=${settings.writeKey}`)),
  ).toMatchObject({ ok: true });
  expect(await verify(post({ writeKey: settings.writeKey }))).toMatchObject({ ok: true });
  expect(await verify(post({ writeKey: 'other-write-key' }))).toMatchObject({ ok: false });
});

test('a user id that the company signed is trusted, any other is not', async () => {
  const userIdSignature = createHmac('sha256', settings.userIdSecret).update('u1').digest('hex');
  const key = basic(settings.writeKey);
  expect(await verify(post({ userId: 'u1', userIdSignature }, key))).toMatchObject({ method: 'signed-user' });
  expect(await verify(post({ userId: 'u2', userIdSignature }, key))).toMatchObject({ method: 'write-key' });
});

test('a browser of another origin is refused', async () => {
  const key = basic(settings.writeKey);
  expect(await verify(post({}, { ...key, origin: 'https://shop.example.com' }))).toMatchObject({ ok: true });
  expect(await verify(post({}, { ...key, origin: 'https://evil.example.com' }))).toMatchObject({ ok: false });
});

test('a batch is as many interactions, under standard names', async () => {
  if (batch === undefined) throw new Error('no sample');
  const items = await read(platform, batch);
  expect(items.map((item) => ('event' in item ? item.event : ''))).toEqual([
    'viewed',
    'time_spent',
    'downloaded',
    'cta_clicked',
  ]);
  expect(items[1]).toMatchObject({ kind: 'event', durationSeconds: 420 });
});

test("a browser's claim is no verified identifier; a server's word is", async () => {
  if (identify === undefined) throw new Error('no sample');
  const request = requestOf(platform, identify);
  const by = async (verification: string) => {
    const [item] = await platform.source.normalize({ ...rawOf(platform, request), verification }, context);
    return item && 'participants' in item ? item.participants[0]?.identifiers.map((one) => one.verified) : [];
  };
  expect(new Set(await by('write-key'))).toEqual(new Set([false]));
  expect(new Set(await by('server-key'))).toEqual(new Set([true]));
});

test('consent for e-mail is about the e-mail address', async () => {
  if (consent === undefined) throw new Error('no sample');
  const [item] = await read(platform, consent);
  expect(item).toMatchObject({
    kind: 'consent',
    consents: [{ identifierType: 'email', purpose: 'email', state: 'granted' }],
  });
});

test('a form is read by the names of its fields', async () => {
  if (form === undefined) throw new Error('no sample');
  const [item] = await read(platform, form);
  expect(item).toMatchObject({
    kind: 'form',
    event: 'form_submitted',
    subject: 'contact',
    text: 'Could you call me back about order 1042?',
    participants: [{ name: 'Ana Silva', identifiers: [{ type: 'email', value: 'ana.silva@example.net' }] }],
  });
});
