import { createVendor, type VendorOptions } from '@throughline/platforms/simulation';
import type { HttpClient, OAuth } from '@throughline/platforms';
import { expect, test } from 'vitest';
import { requestToken } from './request-token.ts';

const NOW = new Date('2026-11-10T12:00:00Z');

const access: OAuth = {
  type: 'oauth',
  grant: 'refresh_token',
  tokenUrl: 'https://vendor.example/token',
  clientId: 'a client:1',
  clientSecret: 's&cret/é',
  refreshToken: 'refresh-0',
};

function vendorWith(oauth: Partial<NonNullable<VendorOptions['oauth']>>) {
  return createVendor({
    now: () => NOW,
    routes: [],
    oauth: {
      path: '/token',
      clientId: access.clientId,
      clientSecret: access.clientSecret,
      lifetimeSeconds: 1_800,
      ...oauth,
    },
  });
}

const asking = (given: OAuth, http: HttpClient, refreshToken = given.refreshToken) =>
  requestToken(given, refreshToken, { http, now: NOW, insecure: false });

/** An answer of a vendor's own making. */
const answering =
  (status: number, body: string, headers: Record<string, string> = {}): HttpClient =>
  async () => ({ status, headers, body: Buffer.from(body) });

test.each(['post', 'basic'] as const)(
  'a refresh token is exchanged, rotated (%s)',
  async (clientAuthentication) => {
    const { http } = vendorWith({ refreshToken: 'refresh-0', rotates: true });
    const first = await asking({ ...access, clientAuthentication }, http);
    expect(first).toMatchObject({ expiresIn: 1_800, refreshToken: expect.stringMatching(/^refresh-/) });
    await expect(asking({ ...access, clientAuthentication }, http)).rejects.toMatchObject({
      code: 'fetcher.access-refused',
      detail: { error: 'invalid_grant' },
    });
    expect((await asking(access, http, first.refreshToken)).accessToken).not.toBe(first.accessToken);
  },
);

test('client credentials and signed assertions', async () => {
  const { http } = vendorWith({});
  expect((await asking({ ...access, grant: 'client_credentials' }, http)).accessToken).toMatch(/^[0-9a-f]+$/);
  const bodies: string[] = [];
  const seen: HttpClient = (request) => {
    bodies.push(String(request.body));
    return http(request);
  };
  const assertion = (now: Date) => `signed-at-${now.getTime()}`;
  await asking(
    { ...access, grant: 'jwt-bearer', clientSecret: '', assertion, parameters: { audience: 'a b' } },
    seen,
  );
  expect(Object.fromEntries(new URLSearchParams(bodies[0]))).toEqual({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `signed-at-${NOW.getTime()}`,
    audience: 'a b',
  });
});

test.each([
  ['an error in a good answer', 200, '{"error":"invalid_code"}', 'fetcher.access-refused', false],
  ['no right to ask', 401, '', 'fetcher.access-refused', false],
  ['an endpoint in trouble', 400, '{"error":"temporarily_unavailable"}', 'platforms.api-away', true],
  ['an endpoint that is away', 502, '<html>', 'platforms.api-away', true],
  ['too many requests', 429, '', 'platforms.api-limited', true],
  ['a page instead of a token', 200, '<html>', 'fetcher.token-unreadable', true],
  ['a redirect', 302, '', 'fetcher.token-unreadable', true],
])('%s', async (_name, status, body, code, retryable) => {
  await expect(asking(access, answering(status, body))).rejects.toMatchObject({ code, retryable });
});

test('what vendors leave out or write differently is understood', async () => {
  const body = '{"access_token":"t","expires_in":"3600","refresh_token":null,"scope":null}';
  expect(await asking(access, answering(200, body))).toEqual({ accessToken: 't', expiresIn: 3_600 });
});

test('no token is asked for without TLS, unless simulators are allowed', async () => {
  const plain = { ...access, tokenUrl: 'http://vendor.example/token' };
  await expect(asking(plain, answering(200, '{"access_token":"t"}'))).rejects.toMatchObject({
    code: 'OAUTH_HTTP_REQUEST_FORBIDDEN',
  });
  const allowed = requestToken(plain, 'r', {
    http: answering(200, '{"access_token":"t"}'),
    now: NOW,
    insecure: true,
  });
  expect(await allowed).toEqual({ accessToken: 't' });
});
