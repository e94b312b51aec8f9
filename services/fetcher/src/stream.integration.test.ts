import { expect, test } from 'vitest';
import type { Connect, SocketEvents } from './stream/connect.ts';
import { idOf } from './test-vendor.ts';
import { DAY, MINUTE, openScenes } from './testing-scene.ts';

const scene = await openScenes();

function createSockets() {
  const sockets: Array<{ url: string; events: SocketEvents; sent: string[]; closed: boolean }> = [];
  const connect: Connect = ({ url }, events) => {
    const one = { url, events, sent: [] as string[], closed: false };
    sockets.push(one);
    return {
      send: (text) => void one.sent.push(text),
      ping: () => events.alive(),
      close: () => void (one.closed = true),
    };
  };
  const last = () => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error('nothing is connected');
    return socket;
  };
  return { sockets, connect, last };
}

test('a stream is held by one replica, its messages are durable before they count, and every break is made good', async () => {
  const { sockets, connect, last } = createSockets();
  const { world, vendor, pass, source } = await scene(['stream', 'history'], { connect });
  const other = world.another();
  await other.settle();
  expect(sockets).toHaveLength(1);
  last().events.opened();
  await world.engine.settle();
  expect(last().sent).toEqual(['hello']);
  expect((await source())?.stream).toMatchObject({ error: null });

  const tell = (id: string) =>
    last().events.message(JSON.stringify({ kind: 'message', ...vendor.messages.get(id) }));
  tell(vendor.say('heard'));
  await pass(MINUTE);
  expect([...world.arrived.keys()]).toEqual([idOf('m1')]);
  expect(world.written[0]).toMatchObject({ method: 'STREAM', url: 'wss://acme.example' });

  // Kafka is away while one comes in: the connection does not outlive it, and the gap is closed.
  world.failProducing(1);
  tell(vendor.say('not durable'));
  await pass(20 * MINUTE);
  expect(sockets).toHaveLength(2);
  last().events.opened();
  await pass(30 * MINUTE);
  expect(world.arrived.has(idOf('m2'))).toBe(true);

  // The vendor hangs up, and something happens before we are back.
  last().events.closed();
  vendor.say('between');
  await pass(20 * MINUTE);
  expect(sockets).toHaveLength(3);
  last().events.opened();
  await pass(30 * MINUTE);
  expect(world.arrived.size).toBe(3);

  // A channel that is about to end is opened anew before.
  await pass(DAY);
  expect(sockets.length).toBeGreaterThan(3);
  expect(sockets.slice(0, -1).every(({ closed }) => closed)).toBe(true);
});
