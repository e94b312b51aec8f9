import { TRIAL_HEADER, trialProof, type Source } from '@throughline/connections';
import { decodeRaw, digestOf } from '@throughline/raw';
import { eventually } from '@throughline/streams/testing';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

afterAll(async () => {
  await edge?.close();
  await bed?.close();
});

let messages = 0;
const sms = (url = `${edge.url}/webhooks/twilio/${source.id}`, fields: Record<string, string> = {}) => {
  const sid = `SM${(messages += 1)}`;
  const body = new URLSearchParams({
    MessageSid: sid,
    AccountSid: 'AC1',
    From: '+14155550100',
    To: '+14155550199',
    Body: 'Hello',
    ...fields,
  });
  return {
    sid,
    request: {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'TwilioProxy/1.1' },
      body: Buffer.from(body.toString()),
    },
  };
};
const errorOf = async (response: Response) => ({
  status: response.status,
  ...((await response.json()) as { error: object }).error,
});
const arrived = (deliveryId: string) =>
  eventually(() => bed.received.find(({ headers }) => headers['delivery-id'] === deliveryId));

test('a signed delivery is answered as the vendor expects, and its exact bytes are in Kafka', async () => {
  const { sid, request } = sms();
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const response = await send(signed(source, { ...request, headers: { ...request.headers, traceparent } }));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/xml');
  expect(await response.text()).toContain('<Response/>');

  const message = await arrived(sid);
  expect(message).toMatchObject({ topic: 'raw.messaging', key: '+14155550100', headers: { traceparent } });
  const raw = await decodeRaw(message);
  expect(Buffer.from(raw.body).equals(request.body)).toBe(true);
  expect(raw).toMatchObject({
    platform: 'twilio',
    sourceId: source.id,
    method: 'POST',
    verification: 'signature',
  });
  expect(raw.headers).toMatchObject({ 'user-agent': 'TwilioProxy/1.1' });
  expect(Math.abs(raw.receivedAt - Date.now())).toBeLessThan(10_000);
  expect(digestOf(raw)).toBe(raw.digest);
});

test('a trial says whether the delivery would be taken, and leaves nothing behind', async () => {
  const trial = async (settings: unknown, proof: string) => {
    const { sid, request } = sms();
    const delivery = signed(source, request, settings);
    const response = await send({ ...delivery, headers: { ...delivery.headers, [TRIAL_HEADER]: proof } });
    return { sid, status: response.status, answer: response.status === 200 ? await response.text() : '' };
  };
  const proof = trialProof(bed.keys, source.id, new Date());
  const good = await trial(source.settings, proof);
  expect(JSON.parse(good.answer)).toEqual({ verified: true, method: 'signature', status: 200 });
  const bad = await trial({ authToken: 'other' }, proof);
  expect(JSON.parse(bad.answer)).toEqual({
    verified: false,
    reason: 'signature does not match',
    status: 401,
  });
  // A proof that is old, of another source or made up is none: the delivery is one like any other.
  const old = trialProof(bed.keys, source.id, new Date(Date.now() - 120_000));
  const others = trialProof(bed.keys, 'src_other', new Date());
  for (const wrong of [old, others, `${Date.now()}.00`, 'x']) {
    expect((await trial({ authToken: 'other' }, wrong)).status).toBe(401);
    const taken = await trial(source.settings, wrong);
    expect(taken.answer).toContain('<Response/>');
    await arrived(taken.sid);
  }
  expect(bed.received.some(({ headers }) => headers['delivery-id'] === good.sid)).toBe(false);
  await eventually(async () => (await bed.connections.arrivalsOf([source.id])).length === 2);
  const refused = (await bed.connections.arrivalsOf([source.id])).find((one) => one.outcome === 'refused');
  expect(refused).toMatchObject({ reason: 'signature does not match' });
});

test('what is not proven, known or allowed is refused with a code', async () => {
  const { request } = sms();
  const good = signed(source, request);
  const headers = { ...good.headers, 'x-twilio-signature': 'AAAA' };
  expect(await errorOf(await send({ ...good, headers }))).toMatchObject({
    status: 401,
    code: 'edge.signature-invalid',
    requestId: expect.stringMatching(/^req_/),
    action: expect.any(String),
  });
  expect(await errorOf(await send(request))).toMatchObject({ status: 401 });
  const altered = Buffer.from(request.body.toString().replace('Hello', 'Hullo'));
  expect(await errorOf(await send({ ...good, body: altered }))).toMatchObject({ status: 401 });
  for (const path of [
    '/webhooks/twilio/src_0',
    `/webhooks/slack/${source.id}`,
    '/webhooks/nobody/x',
    '/',
    '/webhooks/%ff/x',
  ]) {
    expect(await errorOf(await send({ ...good, url: edge.url + path }))).toMatchObject({
      status: 404,
      code: 'edge.source-unknown',
    });
  }
  const wrongMethod = await send({ ...good, method: 'PUT' });
  expect(wrongMethod.headers.get('allow')).toBe('POST');
  expect(await errorOf(wrongMethod)).toMatchObject({ status: 405, code: 'edge.method-not-allowed' });
  const compressed = { ...good, headers: { ...good.headers, 'content-encoding': 'gzip' } };
  expect(await errorOf(await send(compressed))).toMatchObject({
    status: 415,
    code: 'edge.encoding-unsupported',
  });
});

test('a delivery that comes twice is accepted twice', async () => {
  const { sid, request } = sms();
  const delivery = signed(source, request);
  expect((await send(delivery)).status).toBe(200);
  expect((await send(delivery)).status).toBe(200);
  await eventually(() => bed.received.filter(({ headers }) => headers['delivery-id'] === sid).length === 2);
});

test('a body beyond the platform’s limit is refused, with and without an announced length', async () => {
  const { request } = sms();
  const large = Buffer.alloc(20 * 1024 * 1024, 'x');
  const post = (
    headers: Record<string, string | number>,
    write: (to: ReturnType<typeof httpRequest>) => void,
  ) =>
    new Promise<number>((resolve, reject) => {
      const outgoing = httpRequest(request.url, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      // The connection is cut while we still send: the answer came first.
      outgoing.on('error', reject);
      write(outgoing);
    });
  expect(await post({ 'content-length': large.length }, (to) => to.end(large))).toBe(413);
  const chunked = await post({ 'transfer-encoding': 'chunked' }, (to) => {
    for (let at = 0; at < large.length; at += 65_536) to.write(large.subarray(at, at + 65_536));
    to.end();
  });
  expect(chunked).toBe(413);
  expect((await send(signed(source, sms().request))).status).toBe(200);
});

test('a client that sends all before it reads, once a connection, reads why it was refused', async () => {
  const large = Buffer.alloc(20 * 1024 * 1024, 'x');
  const sendAll = (path: string, method = 'POST') =>
    new Promise<string>((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(new URL(edge.url).port), '127.0.0.1', () => {
        const head = `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n`;
        socket.write(`${head}content-length: ${large.length}\r\n\r\n`);
        socket.write(large, () => socket.on('data', (chunk) => (answer += String(chunk))));
      });
      socket.on('close', () => resolve(answer.slice(9, 12)));
      socket.on('error', reject);
    });
  const path = `/webhooks/twilio/${source.id}`;
  expect(await sendAll(path)).toBe('413');
  expect(await sendAll(path, 'PUT')).toBe('405');
  expect(await sendAll('/webhooks/twilio/src_none')).toBe('404');
  expect(await sendAll('/nothing')).toBe('404');
});

test('hostile requests are answered, and the next delivery goes through', async () => {
  const raw = (text: string) =>
    new Promise<string>((resolve) => {
      let answer = '';
      const socket = connect(Number(new URL(edge.url).port), '127.0.0.1', () => socket.write(text));
      socket.on('data', (chunk) => {
        answer += String(chunk);
        socket.end();
      });
      socket.on('close', () => resolve(answer.slice(9, 12)));
      socket.on('error', () => undefined);
    });
  const path = `/webhooks/twilio/${source.id}`;
  const head = (extra: string, host = 'x') =>
    `POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${extra}content-length: 2\r\n\r\nhi`;
  expect(
    await raw(
      head('__proto__: x\r\nconstructor: y\r\nx-twilio-signature: \xff\xfe\r\nx-twilio-signature: b\r\n'),
    ),
  ).toBe('401');
  expect(await raw(head('', 'a@b/c?d#e'))).toBe('401');
  expect(await raw(head(`x-large: ${'x'.repeat(20_000)}\r\n`))).toBe('431');
  expect(await raw(head('content-length: 3\r\n'))).toBe('400');
  expect(await raw(head('transfer-encoding: chunked\r\n'))).toBe('400');
  expect(
    await raw(`POST http://elsewhere.example${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`),
  ).toBe('401');
  expect(await raw('nonsense\r\n\r\n')).toBe('400');
  expect((await send(signed(source, sms().request))).status).toBe(200);
});

test('the secret before stays valid for its time, and a deleted source is unknown', async () => {
  const rotated = await bed.connections.createSource({
    platform: 'twilio',
    name: 'r',
    settings: { authToken: 'one' },
  });
  const url = `${edge.url}/webhooks/twilio/${rotated.id}`;
  const status = async (authToken: string) =>
    (await send(signed(rotated, sms(url).request, { authToken }))).status;
  await eventually(async () => (await status('one')) === 200);
  await bed.connections.updateSource(rotated.id, { settings: { authToken: 'two' }, previousValidMs: 1_500 });
  await eventually(async () => (await status('two')) === 200);
  expect(await status('one')).toBe(200);
  await eventually(async () => (await status('one')) === 401);
  expect(await status('two')).toBe(200);
  await bed.connections.deleteSource(rotated.id);
  await eventually(async () => (await status('two')) === 404);
});

test('the public URL is what the vendor signed, behind a proxy or configured', async () => {
  const proxied = await bed.startTestEdge({ TRUST_PROXY: 'true' });
  const named = await bed.startTestEdge({ PUBLIC_URL: 'https://in.example.com/edge/' });
  const path = `/webhooks/twilio/${source.id}/status?a=1&b=%20`;
  for (const [running, base] of [
    [proxied, 'https://hooks.example.com'],
    [named, 'https://in.example.com/edge'],
  ] as const) {
    await eventually(() => running.kit.readiness.ready);
    const { sid, request } = sms(base + path);
    const delivery = signed(source, request);
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'hooks.example.com' };
    const response = await send({
      ...delivery,
      url: running.url + path,
      headers: { ...delivery.headers, ...forwarded },
    });
    expect(response.status).toBe(200);
    expect((await arrived(sid)).headers['url']).toBe(base + path);
    await running.close();
  }
});

test('a sender that dawdles is cut off, and no more is held than the limit allows', async () => {
  const strict = await bed.startTestEdge({ REQUEST_TIMEOUT_MS: '500', MAX_INFLIGHT_BYTES: '1000' });
  await eventually(() => strict.kit.readiness.ready);
  const url = `${strict.url}/webhooks/twilio/${source.id}`;
  const large = sms(url, { Body: 'x'.repeat(2_000) }).request;
  const refused = await send(signed(source, large));
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await errorOf(refused)).toMatchObject({ status: 503, code: 'edge.overloaded' });
  for (const beginning of [
    'POST /webhooks',
    `POST ${new URL(url).pathname} HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhal`,
  ]) {
    const startedAt = Date.now();
    await new Promise((resolve) => {
      const socket = connect(Number(new URL(strict.url).port), '127.0.0.1', () => socket.write(beginning));
      socket.on('error', () => undefined);
      socket.on('close', resolve);
      socket.resume();
    });
    expect(Date.now() - startedAt).toBeLessThan(4_000);
  }
  expect((await send(signed(source, sms(url).request))).status).toBe(200);
  expect(await strict.kit.metrics.text()).toContain('throughline_edge_inflight_bytes 0');
  await strict.close();
}, 20_000);

test('requests are counted by how they ended, and nothing is left in flight', async () => {
  const text = await eventually(async () => {
    const metrics = await edge.kit.metrics.text();
    return metrics.includes('throughline_edge_inflight 0') && metrics;
  });
  expect(text).toMatch(/throughline_edge_requests_total\{platform="twilio",outcome="accepted"\} \d/);
  expect(text).toMatch(
    /throughline_edge_requests_total\{platform="twilio",outcome="edge.signature-invalid"\} \d/,
  );
  expect(text).toMatch(
    /throughline_edge_requests_total\{platform="unknown",outcome="edge.source-unknown"\} \d/,
  );
  expect(text).toMatch(/throughline_edge_accept_seconds_count\{platform="twilio"\} \d/);
  expect(text).toContain('throughline_edge_inflight_bytes 0');
  expect(text).not.toContain('nobody');
});
