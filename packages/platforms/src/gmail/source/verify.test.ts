import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Platform } from '../../contract.ts';
import { fixturesOf, NOW, requestOf } from '../../testing.ts';
import { gmail } from '../index.ts';
import type { Settings } from './settings.ts';

const platform = gmail as unknown as Platform;
const { source } = gmail;
const push = fixturesOf('gmail').get('push');
if (push === undefined) throw new Error('no fixture push');

/** A token as RFC 7519 and RFC 7515 put it together, by Node's own RSA: not by the library that checks it. */
function tokenOf(key: KeyObject, claims: object, kid = 'k1', alg = 'RS256'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg, kid, typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const others = generateKeyPairSync('rsa', { modulusLength: 2048 });
const seconds = Math.floor(NOW.getTime() / 1000);
const claims = {
  iss: 'https://accounts.google.com',
  aud: 'throughline',
  azp: '113774264463038321964',
  sub: '113774264463038321964',
  email: 'push@example-shop.iam.gserviceaccount.com',
  email_verified: true,
  iat: seconds - 10,
  exp: seconds + 3590,
};
const withToken: Settings = {
  keysUrl: 'https://www.googleapis.com/oauth2/v3/certs',
  apiUrl: 'https://gmail.googleapis.com',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  audience: 'throughline',
  serviceAccount: 'push@example-shop.iam.gserviceaccount.com',
  keySets: {
    google: {
      keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }],
    },
  },
};
const pushed = (token: string) => ({
  ...requestOf(platform, push),
  headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
});

test("a token that Google's key signed for the audience and the account is taken", async () => {
  const request = pushed(tokenOf(keys.privateKey, claims));
  expect(await source.verify(request, withToken, NOW)).toEqual({ ok: true, method: 'oidc' });
  expect(source.keySets?.(withToken)).toEqual({ google: 'https://www.googleapis.com/oauth2/v3/certs' });
});

test.each([
  ['another key', tokenOf(others.privateKey, claims)],
  ['an unknown key', tokenOf(keys.privateKey, claims, 'k2')],
  ['another audience', tokenOf(keys.privateKey, { ...claims, aud: 'other' })],
  ['another issuer', tokenOf(keys.privateKey, { ...claims, iss: 'https://example.com' })],
  ['another account', tokenOf(keys.privateKey, { ...claims, email: 'x@example.com' })],
  ['an unverified address', tokenOf(keys.privateKey, { ...claims, email_verified: false })],
  ['an expired one', tokenOf(keys.privateKey, { ...claims, exp: seconds - 120 })],
  ['one without end', tokenOf(keys.privateKey, { ...claims, exp: undefined })],
  ['no signature', `${tokenOf(keys.privateKey, claims, 'k1', 'none').split('.').slice(0, 2).join('.')}.`],
  ['no token', ''],
])('%s is refused', async (_, token) => {
  expect(await source.verify(pushed(token), withToken, NOW)).toMatchObject({ ok: false });
});

test('without key sets, or with a path secret that does not match as well, nothing is taken', async () => {
  const request = pushed(tokenOf(keys.privateKey, claims));
  const { keySets: _, ...without } = withToken;
  expect(await source.verify(request, without, NOW)).toMatchObject({ ok: false });
  const both = { ...withToken, pathSecret: 'p'.repeat(20) };
  expect(await source.verify(request, both, NOW)).toMatchObject({ ok: false });
  expect(await source.verify(gmail.sign(request, both, NOW), both, NOW)).toMatchObject({ ok: true });
});
