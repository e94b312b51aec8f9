import type { Express } from 'express';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FrontDoor {
  readonly port: number;
  /** Takes no new connection, answers what is under way, closes. */
  close(): Promise<void>;
}

export interface FrontDoorOptions {
  readonly app: Express;
  readonly host: string;
  readonly port: number;
  readonly maxConnections: number;
  readonly requestTimeoutMs: number;
}

/** Longer than the minute for which load balancers keep idle connections, so that they and not we close them. */
const KEEP_ALIVE_MS = 65_000;

/** The HTTP server, with limits against senders that send slowly, much or for ever. */
export async function openFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  let closing = false;
  const server: Server = createServer(
    {
      maxHeaderSize: 16 * 1024,
      requestTimeout: options.requestTimeoutMs,
      headersTimeout: Math.min(5_000, options.requestTimeoutMs),
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      if (closing) response.shouldKeepAlive = false;
      options.app(request, response);
    },
  );
  server.maxConnections = options.maxConnections;
  server.maxHeadersCount = 100;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        closing = true;
        server.close(() => resolve());
        server.closeIdleConnections();
        // A connection whose answer left before `closing` was set becomes idle only now and then.
        const sweep = setInterval(() => server.closeIdleConnections(), 100);
        server.once('close', () => clearInterval(sweep));
      }),
  };
}
