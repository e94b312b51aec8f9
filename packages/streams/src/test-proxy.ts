import { connect, createServer, type Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';

/** A TCP proxy before a broker, for tests that take Kafka away without stopping it for everyone. */
export interface Proxy {
  /** host:port of the proxy. */
  readonly address: string;
  /** Leads every connection here, whatever address the broker gives in its metadata. */
  readonly socketFactory: ISocketFactory;
  /** Connections stay, and nothing passes any more. */
  freeze(): void;
  /** Connections break, and new ones are refused. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  close(): Promise<void>;
}

export async function createProxy(target: string): Promise<Proxy> {
  const [targetHost = '127.0.0.1', targetPort = '9092'] = target.split(':');
  const sockets = new Set<Socket>();
  let frozen = false;
  const server = createServer((inbound) => {
    const outbound = connect(Number(targetPort), targetHost);
    for (const [from, to] of [
      [inbound, outbound],
      [outbound, inbound],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => frozen || to.write(data));
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.on('error', () => to.destroy());
    }
  });
  const listen = (port: number) =>
    new Promise<number>((resolve) => {
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  const port = await listen(0);
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    address: `127.0.0.1:${port}`,
    socketFactory: ({ onConnect }) => connect({ host: '127.0.0.1', port }, onConnect),
    freeze: () => {
      frozen = true;
    },
    cut,
    restore: async () => {
      frozen = false;
      await listen(port);
    },
    close: cut,
  };
}
