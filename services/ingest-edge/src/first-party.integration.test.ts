import type { Source } from '@throughline/connections';
import { eventually } from '@throughline/streams/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { edgeTestBed, type EdgeUnderTest } from './testing.ts';

let bed: Awaited<ReturnType<typeof edgeTestBed>>;
let edge: EdgeUnderTest;
let source: Source;

const keys = { writeKey: 'write-key-of-the-site', serverKey: 'server-key-of-the-shop' };
const pages = { writeKey: 'write-key-of-the-page', serverKey: 'server-key-of-the-page' };

beforeAll(async () => {
  bed = await edgeTestBed();
  source = await bed.connections.createSource({ platform: 'web', name: 'Site', settings: keys });
  const settings = { ...pages, allowedOrigins: ['https://shop.example.com'] };
  await bed.connections.createSource({ platform: 'web', name: 'Page', settings });
  edge = await bed.startTestEdge();
  await eventually(() => edge.kit.readiness.ready);
}, 30_000);

afterAll(async () => {
  await edge?.close();
  await bed?.close();
});

const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });
const post = (path: string, headers: Record<string, string>, body: string) =>
  fetch(edge.url + path, { method: 'POST', headers, body });
const arrived = (id: string) =>
  eventually(() => bed.received.find(({ headers }) => headers['delivery-id'] === id));
const event = (messageId: string, over: object = {}) =>
  JSON.stringify({ event: 'viewed', anonymousId: 'a1', messageId, ...over });
const json = { 'content-type': 'application/json' };

test.each([
  ['HTTP Basic', '/v1/track', { ...json, ...basic(keys.writeKey) }, event('m-basic'), 'write-key'],
  [
    'a Bearer token',
    '/v1/identify',
    { ...json, authorization: `Bearer ${keys.serverKey}` },
    event('m-bearer'),
    'server-key',
  ],
  [
    'the query, by beacon',
    `/v1/track?writeKey=${keys.writeKey}`,
    { 'content-type': 'text/plain' },
    event('m-beacon'),
    'write-key',
  ],
  ['the body', '/v1/consent', json, event('m-body', { writeKey: keys.writeKey }), 'write-key'],
  [
    'a batch',
    '/v1/batch',
    { ...json, ...basic(keys.serverKey) },
    `{"batch":[${event('m-batch')}]}`,
    'server-key',
  ],
])('an event is taken with its key in %s', async (_way, path, headers, body, verification) => {
  const response = await post(path, headers, body);
  expect(response.status).toBe(202);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const id = /"messageId":"([^"]+)"/.exec(body)?.[1] ?? '';
  const message = await arrived(id);
  expect(message).toMatchObject({
    topic: 'raw.web',
    headers: { platform: 'web', source: source.id, verification },
  });
  expect(message.value?.toString()).toBe(body);
  expect(JSON.stringify(message.headers), 'keys are masked').not.toMatch(
    /write-key-of|server-key-of|Basic|Bearer/,
  );
});

test('a web form is taken as browsers send it', async () => {
  const form = new URLSearchParams({ email: 'ada@example.org', writeKey: keys.writeKey }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await post('/v1/forms/contact', headers, form)).status).toBe(202);
  const message = await eventually(() =>
    bed.received.find(({ headers: kept }) => kept['url']?.endsWith('/v1/forms/contact')),
  );
  expect(message.value?.toString()).toBe(form);
});

test('a preflight is answered for every path', async () => {
  for (const path of ['track', 'identify', 'page', 'consent', 'batch', 'forms/contact']) {
    const response = await fetch(`${edge.url}/v1/${path}`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example.com', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
  }
});

test('unknown and missing keys, foreign origins, methods and paths are refused, readably for a page', async () => {
  const refusals = [
    [await post('/v1/track', { ...json, ...basic('nobody') }, event('x')), 401, 'edge.key-unknown'],
    [await post('/v1/track', json, event('x')), 401, 'edge.key-unknown'],
    [await post('/v1/track', { ...json, authorization: 'Basic ' }, event('x')), 401, 'edge.key-unknown'],
    [
      await post(
        '/v1/track',
        { ...json, ...basic(pages.writeKey), origin: 'https://evil.example' },
        event('x'),
      ),
      401,
      'edge.signature-invalid',
    ],
    [await fetch(`${edge.url}/v1/track`), 405, 'edge.method-not-allowed'],
    [
      await post('/v1/track', { ...json, ...basic(keys.writeKey) }, 'x'.repeat(600_000)),
      413,
      'edge.body-too-large',
    ],
  ] as const;
  for (const [response, status, code] of refusals) {
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  }
  const elsewhere = await post('/v1/other', { ...json, ...basic(keys.writeKey) }, event('x'));
  expect([elsewhere.status, await elsewhere.json()]).toMatchObject([
    404,
    { error: { code: 'edge.source-unknown' } },
  ]);
  const allowed = { ...json, ...basic(pages.writeKey), origin: 'https://shop.example.com' };
  expect((await post('/v1/track', allowed, event('m-origin'))).status).toBe(202);
});
