import net from 'node:net';
import { expect, test } from 'vitest';
import { freePorts, portBlock } from './ports.ts';

test('free ports are all different', async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
});

test('a block is taken whole: one taken port moves them all', async () => {
  const [first = 0, second = 0] = await freePorts(2);
  const low = { edge: first % 20_000 || 1024, console: second % 20_000 || 1025 };
  const server = net.createServer();
  await new Promise<void>((done) => server.listen(low.edge + 20_000, '127.0.0.1', done));
  try {
    const wanted = { edge: low.edge + 20_000, console: low.console + 20_000 };
    const given = await portBlock(wanted);
    expect(given.edge).not.toBe(wanted.edge);
    expect(given.console - given.edge).toBe(wanted.console - wanted.edge);
  } finally {
    server.close();
  }
});
