import type { Source } from '@throughline/connections';
import { createBodyStore, decodeRaw, LARGE_BODY_BYTES, type RawTables } from '@throughline/raw';
import { createDatabase } from '@throughline/database';
import { eventually } from '@throughline/streams/testing';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { edgeTestBed, send, signed, type EdgeUnderTest } from './testing.ts';

let bed: Awaited<ReturnType<typeof edgeTestBed>>;
let edge: EdgeUnderTest;
let source: Source;

beforeAll(async () => {
  bed = await edgeTestBed();
  source = await bed.connections.createSource({
    platform: 'twilio',
    name: 'SMS',
    settings: { authToken: 'secret' },
  });
  edge = await bed.startTestEdge();
  await eventually(() => edge.kit.readiness.ready);
}, 30_000);

afterEach(async () => {
  await bed.kafkaProxy.open();
  await bed.databaseProxy.open();
});

afterAll(async () => {
  await edge?.close();
  await bed?.close();
});

const sms = (sid: string, url = `${edge.url}/webhooks/twilio/${source.id}`) => {
  const body = new URLSearchParams({
    MessageSid: sid,
    AccountSid: 'AC1',
    From: '+14155550100',
    Body: 'Hello',
  }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return signed(source, { method: 'POST', url, headers, body: Buffer.from(body) });
};
const idsOf = (prefix: string) =>
  bed.received.map(({ headers }) => headers['delivery-id'] ?? '').filter((id) => id.startsWith(prefix));
const metric = async (name: string) => {
  const text = await edge.kit.metrics.text();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
};

test('while Kafka is away deliveries are spooled within the vendors’ limit, and drained oldest first when it is back', async () => {
  expect((await send(sms('before'))).status).toBe(200);
  await bed.kafkaProxy.cut();
  const startedAt = Date.now();
  for (let index = 0; index < 30; index += 1) expect((await send(sms(`away-${index}`))).status).toBe(200);
  expect(Date.now() - startedAt, 'after a few failures the breaker spares the wait').toBeLessThan(15_000);
  expect(await metric('throughline_edge_spooled_total')).toBe(30);
  await eventually(async () => (await metric('throughline_edge_spool_depth')) === 30);
  expect(edge.kit.readiness.ready).toBe(true);
  expect(idsOf('away')).toEqual([]);

  await bed.kafkaProxy.open();
  await eventually(() => idsOf('away').length >= 30);
  expect([...new Set(idsOf('away'))]).toEqual(Array.from({ length: 30 }, (_, index) => `away-${index}`));
  const left = () => bed.database.pool.query('select id from edge.spool');
  await eventually(async () => (await left()).rows.length === 0);
  const spooled = await decodeRaw(
    await eventually(() => bed.received.find(({ headers }) => headers['delivery-id'] === 'away-3')),
  );
  expect(spooled).toMatchObject({ platform: 'twilio', verification: 'signature', key: '+14155550100' });
  expect(Buffer.from(spooled.body).toString()).toContain('MessageSid=away-3');
  await eventually(async () => (await metric('throughline_edge_spool_depth')) === 0);
}, 40_000);

test('a spooled record that Kafka itself refuses is set aside, and those behind it go through', async () => {
  const insert = `insert into edge.spool (topic, key, value, headers) values ('raw.messaging', 'k', $1, $2)`;
  await bed.database.pool.query(insert, [randomBytes(1_500_000), { 'delivery-id': 'refused-1' }]);
  await bed.database.pool.query(insert, [Buffer.from('x'), { 'delivery-id': 'behind-1' }]);
  await eventually(() => idsOf('behind').length === 1);
  const read = () => bed.database.pool.query('select refused_code from edge.spool');
  await eventually(async () => (await read()).rows[0]?.refused_code === 'streams.record-too-large');
  expect((await read()).rows).toHaveLength(1);
  await bed.database.pool.query('delete from edge.spool');
});

test('while PostgreSQL is away it goes on from its copy of the settings', async () => {
  // The breaker that Kafka's absence opened closes with the first delivery that tries Kafka again.
  await eventually(async () => {
    await send(sms('closing'));
    return (await edge.kit.metrics.text()).includes('breaker_changes_total{state="closed"}');
  });
  await bed.databaseProxy.cut();
  expect((await send(sms('without-database'))).status).toBe(200);
  await eventually(() => idsOf('without-database').length === 1);
  expect(edge.kit.readiness.ready).toBe(true);
  await bed.databaseProxy.open();
});

test('with both away the answer is 503 and when to try again, within the vendors’ limit', async () => {
  await eventually(async () => (await send(sms('warm'))).status === 200);
  await bed.kafkaProxy.cut();
  await bed.databaseProxy.cut();
  const startedAt = Date.now();
  const response = await send(sms('neither'));
  expect(Date.now() - startedAt).toBeLessThan(3_000);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await response.json()).toMatchObject({ error: { code: 'edge.stores-away' } });
  await bed.kafkaProxy.open();
  await bed.databaseProxy.open();
  await eventually(async () => (await send(sms('again'))).status === 200);
}, 20_000);

test('it is not ready, and answers 503, until the settings have loaded once', async () => {
  await bed.databaseProxy.cut();
  const late = await bed.startTestEdge();
  const url = `${late.url}/webhooks/twilio/${source.id}`;
  expect(late.kit.readiness.ready).toBe(false);
  const response = await send(sms('early', url));
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).not.toBeNull();
  expect(await response.json()).toMatchObject({ error: { code: 'edge.settings-stale' } });
  await bed.databaseProxy.open();
  await eventually(() => late.kit.readiness.ready);
  expect((await send(sms('ready', url))).status).toBe(200);
  await late.close();
}, 20_000);

test('a large body goes to the body store, and without PostgreSQL is answered 503', async () => {
  const mail = await bed.connections.createSource({
    platform: 'mailgun',
    name: 'Mail',
    settings: { signingKey: 'secret', webhookSigningKey: 'secret' },
  });
  const form = new URLSearchParams({
    recipient: 'a@example.org',
    'body-plain': 'x'.repeat(LARGE_BODY_BYTES),
  }).toString();
  const request = () =>
    signed(mail, {
      method: 'POST',
      url: `${edge.url}/webhooks/mailgun/${mail.id}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(form),
    });
  await eventually(async () => (await send(request())).status === 200);
  const message = await eventually(() =>
    bed.received.find(({ headers }) => headers['body-ref'] !== undefined),
  );
  expect(message.value).toHaveLength(0);
  const bodies = createDatabase<RawTables>({ url: bed.own.url, schema: 'raw', applicationName: 'edge-test' });
  const raw = await decodeRaw(message, createBodyStore(bodies));
  expect(raw.body.byteLength).toBeGreaterThan(LARGE_BODY_BYTES);
  await bodies.close();
  await bed.databaseProxy.cut();
  expect((await send(request())).status).toBe(503);
});

test('on SIGTERM it answers what is under way, takes nothing new and ends', async () => {
  const environment = {
    PATH: process.env['PATH'],
    ...bed.environment,
    PORT: '0',
    HOST: '127.0.0.1',
    ADMIN_PORT: '0',
    ADMIN_HOST: '127.0.0.1',
  };
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  const port = await eventually(() => /"port":(\d+)/.exec(output)?.[1]);
  const url = `http://127.0.0.1:${port}/webhooks/twilio/${source.id}`;
  await eventually(async () => (await send(sms('first', url))).status === 200);

  const delivery = sms('slow', url);
  const body = Buffer.from(delivery.body);
  const slow = new ReadableStream({
    async start(controller) {
      controller.enqueue(body.subarray(0, 10));
      await eventually(() => output.includes('Shutting down'));
      await new Promise((resolve) => setTimeout(resolve, 200));
      controller.enqueue(body.subarray(10));
      controller.close();
    },
  });
  const headers = delivery.headers as Record<string, string>;
  const answer = fetch(url, { method: 'POST', headers, body: slow, duplex: 'half' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill('SIGTERM');
  expect((await answer).status).toBe(200);
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  expect(output).toContain('Shut down');
  await expect(send(sms('late', url))).rejects.toThrow('fetch failed');
  await eventually(() => idsOf('slow').length === 1);
}, 30_000);
