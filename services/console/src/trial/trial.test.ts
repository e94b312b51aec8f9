import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isTrial, parseSettings, TRIAL_HEADER, type Source } from '@throughline/connections';
import { connectionsConfig, generateKey } from '@throughline/connections';
import { createHttpClient } from '@throughline/outgoing';
import { platforms } from '@throughline/platforms';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adviceOn } from './advice.ts';
import { createTrial } from './trial.ts';

const keys = connectionsConfig.CONNECTIONS_KEYS.parse(generateKey('k1'));
const clientOf = (timeoutMs: number) => createHttpClient({ allowPrivate: true, timeoutMs, maxBytes: 2_000 });
const patient = clientOf(20_000);
/** For an edge that never answers. */
const impatient = clientOf(300);
let client = patient;
const publicUrl = 'https://hooks.example.com';
let edgeUrl: string;
/** What stands where the edge should be. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let seen: IncomingMessage[] = [];

const server = createServer((request, response) => {
  seen.push(request);
  request.resume().on('end', () => answer(request, response));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  edgeUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(async () => {
  await Promise.all([patient.close(), impatient.close()]);
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  client = patient;
});

const sourceOf = (platform: string, over: Partial<Source> = {}): Source => ({
  id: 'src_1',
  platform,
  name: 'A source',
  settings: parseSettings(platform, platforms.get(platform).generateSettings()),
  createdAt: Date.now() - 3_600_000,
  version: 1,
  ...over,
});

const says = (status: number, body: unknown) => {
  answer = (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
};
const refuses = (status: number, code: string) =>
  says(status, { error: { code, message: `because of ${code}`, action: 'Do this.', requestId: 'req_1' } });
const trial = (source: Source) => createTrial({ client, keys, publicUrl, edgeUrl })(source);

test('the delivery goes to the internal address, signed for the public one, and proves whose test it is', async () => {
  says(200, { verified: true, method: 'signature', status: 200 });
  const result = await trial(sourceOf('twilio'));
  expect(result.ok).toBe(true);
  expect(result.checks.map(({ name, state }) => [name, state])).toEqual([
    ['reached', 'good'],
    ['verified', 'good'],
    ['answered', 'good'],
    ['read', 'good'],
  ]);
  const [request] = seen;
  expect(request?.url).toBe('/webhooks/twilio/src_1');
  expect(request?.headers).toMatchObject({
    'x-forwarded-host': 'hooks.example.com',
    'x-forwarded-proto': 'https',
  });
  expect(isTrial(keys, 'src_1', request?.headers[TRIAL_HEADER], new Date())).toBe(true);
});

test('a refusal of what proves itself here points to the URL', async () => {
  says(200, { verified: false, reason: 'signature does not match', status: 401 });
  const { ok, checks } = await trial(sourceOf('twilio'));
  expect(ok).toBe(false);
  expect(checks[1]).toMatchObject({ state: 'bad', title: 'The edge refuses it: signature does not match' });
  expect(checks[1]?.action).toContain(publicUrl);
  expect(checks[2]?.state).toBe('unknown');
});

test('while the edge may not know a source yet, it is asked again', async () => {
  let asked = 0;
  answer = (_request, response) => {
    asked += 1;
    const body =
      asked < 3
        ? { error: { code: 'edge.source-unknown', message: 'm', action: 'a' } }
        : { verified: true, status: 204 };
    response.writeHead(asked < 3 ? 404 : 200).end(JSON.stringify(body));
  };
  expect((await trial(sourceOf('slack', { createdAt: Date.now() }))).ok).toBe(true);
  expect(asked).toBe(3);
});

describe.each([
  ['the edge knows no such source', () => refuses(404, 'edge.source-unknown'), 'reached', /no source/],
  ['wrong method', () => refuses(405, 'edge.method-not-allowed'), 'reached', /does not take/],
  ['no proxy rule', () => says(404, 'Not found'), 'reached', /Nothing is at this URL/],
  ['a redirect', () => says(308, ''), 'reached', /redirects/],
  ['a sign-in in front', () => says(403, {}), 'reached', /sign-in/],
  ['a proxy’s limit', () => says(413, {}), 'reached', /size/],
  ['a proxy without an edge behind', () => says(502, {}), 'reached', /not up/],
  ['an answer as to a real delivery', () => says(200, { ok: true }), 'reached', /not that of a test/],
  ['a whole page', () => says(200, 'x'.repeat(5_000)), 'reached', /Something else/],
  ['too large', () => refuses(413, 'edge.body-too-large'), 'answered', /413/],
  ['stores away', () => refuses(503, 'edge.stores-away'), 'answered', /503/],
  ['another key ring', () => refuses(401, 'edge.signature-invalid'), 'verified', /test of ours/],
  ['the vendor’s keys away', () => refuses(503, 'edge.keys-away'), 'verified', /public keys/],
  [
    'silence',
    () => {
      client = impatient;
      answer = () => undefined;
    },
    'reached',
    /in time/,
  ],
  [
    'a broken connection',
    () => (answer = (request) => void request.socket.destroy()),
    'reached',
    /connection .* broke/,
  ],
] as const)('%s', (_what, arrange, name, title) => {
  test('is named, with what to do; what was not reached is not red', async () => {
    arrange();
    const { ok, checks } = await trial(sourceOf('twilio'));
    expect(ok).toBe(false);
    const first = checks.find((check) => !check.ok);
    expect(first).toMatchObject({ name, title: expect.stringMatching(title) });
    for (const check of checks) expect(check.ok || check.action !== undefined).toBe(true);
    expect(checks.at(-1)).toMatchObject({ name: 'read', state: 'good' });
  });
});

test('settings without any secret are named, and what only the vendor has is not held against them', async () => {
  says(200, { verified: false, reason: 'no secret is set', status: 401 });
  const gap = await trial(sourceOf('gmail', { settings: {} }));
  expect(gap.checks[1]).toMatchObject({ state: 'bad', title: 'Nothing can be verified: no secret is set' });
  const google = { audience: 'https://hooks', serviceAccount: 'push@example.com' };
  const vendors = await trial(sourceOf('gmail', { settings: google }));
  expect(vendors.checks[1]).toMatchObject({ state: 'unknown', ok: true });
  expect(vendors.checks[1]?.title).toBe('Only Gmail can prove a delivery here');
  expect(vendors.checks[3]).toMatchObject({ name: 'read', state: 'unknown' });
});

test('keys that are no keys are named', async () => {
  says(200, { verified: false, reason: 'signature missing', status: 401 });
  const settings = {
    pathSecret: 'p'.repeat(32),
    eventPublicKey: 'x',
    parsePublicKey: 'x',
    testPrivateKey: 'no key',
  };
  const { checks } = await trial(sourceOf('sendgrid', { settings }));
  expect(checks[1]).toMatchObject({ state: 'bad', title: 'The stored settings do not serve to sign' });
});

test.each([
  ['signature does not match', /secret/],
  ['timestamp is too old or too new', /clocks/],
  ['no secret is set', /Enter it/],
  ['the secret in the path does not match', /whole URL/],
  ['Microsoft’s signing keys are not known yet', /published keys/],
  ['delivery is of another shop', /another account/],
  ['signature missing', /switched on/],
  ['who knows', /follow the steps/],
])('advice on “%s”', (reason, advice) => expect(adviceOn(reason)).toMatch(advice));
