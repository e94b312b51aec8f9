import type { AddressInfo } from 'node:net';
import { eventually } from '@throughline/streams/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { createConnect, type SocketEvents } from './connect.ts';

let server: WebSocketServer;
let url = '';
const told: string[] = [];

beforeAll(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/channel`;
  server.on('connection', (socket, request) => {
    told.push(`token ${request.headers.authorization}`);
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      told.push(text);
      if (text === 'hang up') socket.close();
      else if (text === 'flood') socket.send('x'.repeat(2_000));
      else socket.send(`heard ${text}`);
    });
  });
});
afterAll(() => server.close());

const connect = createConnect({ allowPrivate: true, timeoutMs: 2_000, maxBytes: 1_000 });

function createEars() {
  const heard: string[] = [];
  const events: SocketEvents = {
    opened: () => void heard.push('opened'),
    message: (text) => void heard.push(text),
    alive: () => void heard.push('alive'),
    closed: (error) => void heard.push(error instanceof Error ? `closed: ${error.message}` : 'closed'),
  };
  return { heard, events };
}

test('texts go both ways, pings are answered, and the end is told', async () => {
  const { heard, events } = createEars();
  const socket = connect({ url, headers: { authorization: 'Bearer t' } }, events);
  await eventually(() => heard.includes('opened'));
  socket.send('hello');
  await eventually(() => heard.includes('heard hello'));
  socket.ping();
  await eventually(() => heard.includes('alive'));
  socket.send('hang up');
  await eventually(() => heard.includes('closed'));
  expect(told[0]).toBe('token Bearer t');
});

test('a message beyond the limit ends the connection', async () => {
  const { heard, events } = createEars();
  const socket = connect({ url, headers: {} }, events);
  await eventually(() => heard.includes('opened'));
  socket.send('flood');
  await eventually(() => heard.some((one) => one.startsWith('closed: Max payload size exceeded')));
});

test('nothing but public addresses over TLS, unless simulators are allowed', async () => {
  const guarded = createConnect({ allowPrivate: false, timeoutMs: 2_000, maxBytes: 1_000 });
  const { heard, events } = createEars();
  expect(() => guarded({ url, headers: {} }, events)).toThrow(
    expect.objectContaining({ code: 'outgoing.invalid-url' }),
  );
  expect(() => guarded({ url: 'wss://10.0.0.1/', headers: {} }, events)).toThrow(
    expect.objectContaining({ code: 'outgoing.address-refused' }),
  );
  guarded({ url: 'wss://localhost:1/', headers: {} }, events);
  await eventually(() => heard.some((one) => one.includes('private network')));
});
