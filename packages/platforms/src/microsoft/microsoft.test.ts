import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HttpRequest } from '../contract.ts';
import { NOW } from '../testing.ts';
import { decryptContent } from './encrypted.ts';
import { pathOfLink } from './graph.ts';
import { handshake } from './handshake.ts';
import { generateGraphSettings } from './settings.ts';
import { verify } from './verify.ts';

const URL_OF_SOURCE = 'https://edge.example.com/webhooks/teams/src_test';

const post = (body: unknown, url = URL_OF_SOURCE): HttpRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json' },
  body: body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body)),
});

describe('the check of the URL', () => {
  test('the token goes back decoded, as plain text', () => {
    const token = 'Validation%3a+Testing+client+application+reachability+for+subscription+Request-Id%3a+4b40';
    expect(handshake(post(undefined, `${URL_OF_SOURCE}?validationToken=${token}`))).toMatchObject({
      status: 200,
      headers: { 'content-type': expect.stringMatching(/^text\/plain/) },
      body: 'Validation: Testing client application reachability for subscription Request-Id: 4b40',
    });
  });

  test('a delivery is no check, whatever its URL says', () => {
    expect(handshake(post({ value: [] }, `${URL_OF_SOURCE}?validationToken=x`))).toBeUndefined();
    expect(
      handshake({ ...post(undefined), method: 'GET', url: `${URL_OF_SOURCE}?validationToken=x` }),
    ).toBeUndefined();
  });
});

describe('clientState', () => {
  const settings = generateGraphSettings();
  const item = (clientState?: string) => ({ subscriptionId: '1', changeType: 'created', clientState });

  test('one that is ours proves the delivery, as subscriptions from before a change come along', () => {
    expect(verify(post({ value: [item('older'), item(settings.clientState)] }), settings, NOW)).toMatchObject(
      { ok: true },
    );
  });

  test.each([[[item()]], [[item('')]], [[item('other')]], [[]], [undefined]])('%j is refused', (value) => {
    expect(verify(post({ value }), settings, NOW)).toMatchObject({ ok: false });
  });
});

describe('validation tokens', () => {
  const account = generateGraphSettings();
  const PUBLISHER = '0bf30f3b-4a52-48df-9a82-234910c4a086';
  const claims = { appid: PUBLISHER, tid: account.tenantId, ver: '1.0' };
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let settings: typeof account & { keySets: unknown };

  beforeAll(async () => {
    keys = await generateKeyPair('RS256', { extractable: true });
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', use: 'sig' };
    settings = { ...account, keySets: { microsoft: { keys: [jwk] } } };
  });

  const sign = (
    more: Record<string, unknown> = {},
    {
      audience = account.clientId,
      issuer = `https://sts.windows.net/${account.tenantId}/`,
      expires = '1h',
    } = {},
  ) =>
    new SignJWT({ ...claims, ...more })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setIssuedAt(NOW)
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime(new Date(NOW.getTime() + (expires === '1h' ? 3_600_000 : -3_600_000)))
      .sign(keys.privateKey);

  const rich = (...validationTokens: ReadonlyArray<string>) =>
    post({
      value: [{ clientState: account.clientState, encryptedContent: { data: 'x' } }],
      validationTokens,
    });

  test('a token of Graph’s for our app and tenant is taken', async () => {
    expect(await verify(rich(await sign()), settings, NOW)).toMatchObject({ ok: true });
    const second = await sign(
      { appid: undefined, azp: PUBLISHER, ver: '2.0' },
      { issuer: `https://login.microsoftonline.com/${account.tenantId}/v2.0` },
    );
    expect(await verify(rich(second), settings, NOW)).toMatchObject({ ok: true });
  });

  test('without keys, without tokens and with content alone it is refused', async () => {
    expect(await verify(rich(await sign()), account, NOW)).toMatchObject({ ok: false });
    expect(await verify(rich(), settings, NOW)).toMatchObject({ ok: false });
  });

  test('another app, tenant, publisher, issuer, an old token and a changed one are refused', async () => {
    const wrong = [
      await sign({}, { audience: 'another-app' }),
      await sign({ tid: 'another', iss: 'x' }, { issuer: 'https://sts.windows.net/another/' }),
      await sign({ appid: 'another-app' }),
      await sign({}, { issuer: 'https://evil.example/' }),
      await sign({}, { expires: 'gone' }),
      `${(await sign()).slice(0, -4)}AAAA`,
      'x',
      '',
    ];
    for (const token of wrong)
      expect(await verify(rich(token), settings, NOW), token).toMatchObject({ ok: false });
    expect(await verify(rich(await sign(), 'x'), settings, NOW)).toMatchObject({ ok: false });
  });
});

describe('encrypted content', () => {
  const vector = JSON.parse(
    readFileSync(new URL('./vectors/rich-notification.json', import.meta.url), 'utf8'),
  ) as Record<'data' | 'dataKey' | 'dataSignature' | 'etag' | 'privateKey', string>;
  const der = Buffer.from(vector.privateKey, 'base64');
  const pem = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const { data, dataKey, dataSignature } = vector;

  test('the vendor’s own vector opens', () => {
    const opened = decryptContent({ data, dataKey, dataSignature }, pem);
    expect(JSON.parse(Buffer.from(opened ?? []).toString('utf8'))).toMatchObject({
      etag: vector.etag,
      body: { content: 'Hello World' },
    });
  });

  test('changed data, a changed signature and another key do not', async () => {
    const other = await generateKeyPair('RS256', { extractable: true });
    const { exportPKCS8 } = await import('jose');
    expect(decryptContent({ data: `A${data.slice(1)}`, dataKey, dataSignature }, pem)).toBeUndefined();
    expect(decryptContent({ data, dataKey, dataSignature: 'AAAA' }, pem)).toBeUndefined();
    expect(
      decryptContent({ data, dataKey, dataSignature }, await exportPKCS8(other.privateKey)),
    ).toBeUndefined();
    expect(decryptContent({ data, dataKey, dataSignature }, 'no key')).toBeUndefined();
    expect(decryptContent({}, pem)).toBeUndefined();
  });
});

test('only the path of a link is followed', () => {
  expect(pathOfLink('https://graph.microsoft.com/v1.0/users/a/messages?$skip=10')).toBe(
    '/v1.0/users/a/messages?$skip=10',
  );
  expect(pathOfLink('https://graph.microsoft.com/other')).toBeUndefined();
  expect(pathOfLink('no link')).toBeUndefined();
});
