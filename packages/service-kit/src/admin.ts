import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';

export interface AdminServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * `/healthz` (the process lives), `/readyz` (it can do its work: 200, else 503 with what is missing) and `/metrics`,
 * on a port of their own that is not reachable from outside.
 */
export async function startAdminServer(deps: {
  readonly host: string;
  readonly port: number;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
}): Promise<AdminServer> {
  const { metrics, readiness } = deps;
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': type }).end(body);
    const json = (status: number, body: unknown) => answer(status, 'application/json', JSON.stringify(body));
    if (request.method !== 'GET' && request.method !== 'HEAD') return json(405, { error: 'GET only' });
    const [path = ''] = (request.url ?? '').split('?', 1);
    switch (path) {
      case '/healthz':
        return json(200, { status: 'alive' });
      case '/readyz':
        return json(readiness.ready ? 200 : 503, {
          ready: readiness.ready,
          conditions: readiness.conditions,
        });
      case '/metrics':
        metrics.text().then(
          (text) => answer(200, metrics.contentType, text),
          () => json(500, { error: 'metrics could not be read' }),
        );
        return;
      default:
        return json(404, { error: 'there are /healthz, /readyz and /metrics' });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(deps.port, deps.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
