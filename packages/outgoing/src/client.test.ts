import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpClient, isPublicAddress } from './index.ts';

describe('isPublicAddress', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:a00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fd00::1',
    'fe80::1%eth0',
    'localhost',
    '',
  ])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));
  test.each(['8.8.8.8', '104.16.1.1', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
});

describe('createHttpClient', () => {
  let server: Server;
  let base: string;
  const seen: Array<Record<string, unknown>> = [];
  beforeAll(async () => {
    server = createServer((incoming, answer) => {
      const { authorization, accept, 'x-api-key': key } = incoming.headers;
      seen.push({ url: incoming.url, authorization, accept, key });
      if (incoming.url === '/slow') return;
      if (incoming.url === '/drop') return void incoming.socket.destroy();
      if (incoming.url === '/large') return void answer.end('x'.repeat(5000));
      if (incoming.url === '/inside')
        return void answer.writeHead(302, { location: 'http://10.0.0.1/' }).end();
      if (incoming.url === '/elsewhere')
        return void answer.writeHead(302, { location: base.replace('127.0.0.1', 'localhost') }).end();
      answer.writeHead(201, { 'x-seen': 'yes' }).end('done');
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const client = (allowPrivate: boolean) =>
    createHttpClient({ allowPrivate, timeoutMs: 300, maxBytes: 1000 });

  test('answers with status, headers and bytes', async () => {
    const answer = await client(true)({ method: 'POST', url: base, body: 'a' });
    expect(answer.status).toBe(201);
    expect(answer.headers['x-seen']).toBe('yes');
    expect(Buffer.from(answer.body).toString()).toBe('done');
  });

  test('refuses private addresses, literal and by name', async () => {
    const before = seen.length;
    const guarded = client(false);
    const refused = { code: 'outgoing.address-refused' };
    await expect(guarded({ method: 'GET', url: base })).rejects.toMatchObject(refused);
    await expect(
      guarded({ method: 'GET', url: base.replace('127.0.0.1', 'localhost') }),
    ).rejects.toMatchObject(refused);
    await expect(guarded({ method: 'GET', url: 'http://2130706433/' })).rejects.toMatchObject(refused);
    await expect(guarded({ method: 'GET', url: 'file:///etc/passwd' })).rejects.toMatchObject({
      code: 'outgoing.invalid-url',
    });
    expect(seen.length).toBe(before);
  });

  test('tells what was not sent from what is unknown', async () => {
    const free = client(true);
    await expect(free({ method: 'POST', url: 'http://127.0.0.1:1/' })).rejects.toMatchObject({
      code: 'outgoing.not-sent',
    });
    await expect(free({ method: 'POST', url: `${base}slow` })).rejects.toMatchObject({
      code: 'outgoing.timed-out',
    });
    await expect(free({ method: 'POST', url: `${base}drop` })).rejects.toMatchObject({
      code: 'outgoing.connection-lost',
    });
    await expect(free({ method: 'GET', url: `${base}large` })).rejects.toMatchObject({
      code: 'outgoing.answer-too-large',
    });
  });

  test('shows credentials to no other origin on a redirect', async () => {
    seen.length = 0;
    const headers = { authorization: 'Bearer secret', 'x-api-key': 'secret', accept: 'text/plain' };
    await client(true)({ method: 'GET', url: `${base}elsewhere`, headers });
    expect(seen).toMatchObject([
      { authorization: 'Bearer secret', key: 'secret', accept: 'text/plain' },
      { authorization: undefined, key: undefined, accept: 'text/plain' },
    ]);
  });
});
