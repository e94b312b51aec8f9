import { connectionsConfig, createConnections, type ConnectionsTables } from '@throughline/connections';
import { createServer } from 'node:http';
import { createDatabase } from '@throughline/database';
import { platforms, type Platform } from '@throughline/platforms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectedSource, sourceDetail } from '../api/connections.ts';
import { trialResult } from '../api/trial.ts';
import { startTestConsole, type TestConsole } from '../testing/console.ts';
import { deliver } from '../testing/vendor.ts';

/** Against a real ingest edge in a process of its own. */

let service: TestConsole;
/** Stands where vendors publish their keys (RFC 7517); none of these is anybody's. */
const keySets = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ keys: [{ kty: 'RSA', kid: 'other', n: 'AQAB', e: 'AQAB', use: 'sig' }] }));
});
let keysUrl: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => keySets.listen(0, '127.0.0.1', resolve));
  const address = keySets.address();
  keysUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  service = await startTestConsole({ withEdge: true });
});
afterAll(async () => {
  await service?.stop();
  keySets.close();
});

/** Fresh secrets, with the vendor's published keys at our stand-in where it has some. */
function settingsFor({ source, generateSettings }: Platform): Readonly<Record<string, unknown>> | undefined {
  const generated: Record<string, unknown> = Object(generateSettings());
  if (Object.keys(source.keySets?.(generated) ?? {}).length === 0) return undefined;
  return { ...generated, loginUrl: keysUrl, keysUrl };
}

const post = (path: string, body: unknown) =>
  service.call(`/api/v1${path}`, { method: 'POST', body: JSON.stringify(body) });

async function connect(platform: string, settings?: Readonly<Record<string, unknown>>) {
  const answer = await post('/sources', { platform, name: platform, settings });
  expect(answer.status).toBe(201);
  return connectedSource.parse(await answer.json());
}

async function trial(id: string, body: unknown = {}) {
  const answer = await post(`/sources/${id}/trial`, body);
  const content: unknown = await answer.json();
  expect(answer.status, JSON.stringify(content)).toBe(200);
  return trialResult.parse(content);
}

const detail = async (id: string) =>
  sourceDetail.parse(await (await service.call(`/api/v1/sources/${id}`)).json());

test('every platform with secrets of our own choice passes: reached, verified, answered, read', async () => {
  for (const platform of platforms.all()) {
    const source = await connect(platform.manifest.id, settingsFor(platform));
    const result = await trial(source.id);
    const states = Object.fromEntries(result.checks.map(({ name, state }) => [name, state]));
    expect(result.ok, `${source.platform}: ${JSON.stringify(result.checks)}`).toBe(true);
    expect(states, source.platform).toMatchObject({ reached: 'good', verified: 'good', answered: 'good' });
    expect(result.interactions.length + result.pointers.length, source.platform).toBeGreaterThan(0);
  }
}, 240_000);

test('nothing of a test is kept, and a sample is chosen by number or title', async () => {
  const source = await connect('twilio');
  const first = await trial(source.id);
  expect(first.interactions[0]).toMatchObject({ kind: 'message', direction: 'inbound', channel: 'sms' });
  const second = await trial(source.id, { sample: 1 });
  expect(second.sample).not.toBe(first.sample);
  expect(await trial(source.id, { sample: second.sample })).toMatchObject({
    sample: second.sample,
    ok: true,
  });
  expect((await post(`/sources/${source.id}/trial`, { sample: 'nothing' })).status).toBe(400);
  expect((await post('/sources/src_nobody/trial', {})).status).toBe(404);
  expect((await detail(source.id)).arrivals).toMatchObject({
    state: 'waiting',
    accepted: null,
    refused: null,
  });
});

test('the vendor’s deliveries show as they come: waiting, receiving, refused with the reason', async () => {
  const source = await connect('twilio');
  const stateOf = async () => (await detail(source.id)).arrivals.state;
  expect(await stateOf()).toBe('waiting');
  await trial(source.id); // By then the edge knows it.
  expect(await deliver(source)).toBe(200);
  await expect.poll(stateOf, { timeout: 10_000 }).toBe('receiving');
  expect(await deliver(source, { authToken: 'another' })).toBe(401);
  await expect.poll(stateOf, { timeout: 10_000 }).toBe('refused');
  const { refused } = (await detail(source.id)).arrivals;
  expect(refused).toMatchObject({ count: 1, reason: 'signature does not match' });
  expect(refused?.action).toMatch(/secret/);
  expect(await deliver(source)).toBe(200);
  await expect.poll(stateOf, { timeout: 10_000 }).toBe('receiving');
});

test('what only the vendor can sign is said so, and is not red', async () => {
  const google = { audience: 'https://hooks', serviceAccount: 'push@example.com', keysUrl };
  const source = await connect('gmail', google);
  const result = await trial(source.id);
  expect(result.checks[1]).toMatchObject({ name: 'verified', state: 'unknown', ok: true });
  expect(result.checks[1]?.title).toBe('Only Gmail can prove a delivery here');
  expect(result.ok).toBe(true);
  const unreachable = await trial((await connect('gmail', { ...google, keysUrl: 'http://127.0.0.1:1' })).id);
  expect(unreachable.checks[1]?.title).toBe('The vendor’s public keys could not be fetched');
});

test('an edge that is away, or has lost the source, is named as the cause', async () => {
  const source = await connect('slack');
  await service.edge?.stop();
  const away = await trial(source.id);
  expect(away.checks.map(({ state }) => state)).toEqual(['bad', 'unknown', 'unknown', 'good']);
  expect(away.checks[0]?.title).toBe('The edge cannot be reached');
  expect(away.checks[0]?.action).toContain('EDGE_URL');
  await service.edge?.start();
  expect((await trial(source.id)).ok).toBe(true);
});

test('roles and the audit log', async () => {
  const source = await connect('slack');
  const { token } = (await (await post('/tokens', { name: 'an agent', role: 'agent' })).json()) as {
    token: string;
  };
  const path = `/api/v1/sources/${source.id}/trial`;
  expect((await service.call(path, { method: 'POST', body: '{}', token })).status).toBe(403);
  await trial(source.id);
  const log = await (await service.call(`/api/v1/audit?action=sources.trial&limit=1`)).json();
  expect(log).toMatchObject({
    items: [{ subjects: [`source:${source.id}`], details: { ok: true, red: [] } }],
  });
});

test('what the edge holds as settings decides, not what the console believes', async () => {
  const source = await connect('twilio');
  const keys = connectionsConfig.CONNECTIONS_KEYS.parse(service.keys);
  const database = createDatabase<ConnectionsTables>({
    url: service.databaseUrl,
    schema: 'connections',
    applicationName: 'test',
  });
  await createConnections({ database, keys }).deleteSource(source.id);
  await database.close();
  expect((await post(`/sources/${source.id}/trial`, {})).status).toBe(404);
});
