import { startAdminServer } from './admin.ts';
import { growHeapFreely } from './heap.ts';
import { createKit, type Kit } from './kit.ts';

type Closer = () => Promise<void> | void;

export interface ServiceOptions {
  readonly name: string;
  readonly adminPort: number;
  readonly adminHost: string;
  readonly logLevel: string;
  /** Milliseconds in which everything has to be closed after SIGTERM. */
  readonly graceMs: number;
  /** Wires and starts the service. Closers that it returns run like those given to `kit.onShutdown`, the last first. */
  readonly start: (kit: Kit) => Promise<ReadonlyArray<Closer> | void> | ReadonlyArray<Closer> | void;
}

/**
 * Runs a service for as long as the process lives: admin port first, so that a slow start is seen; ready when `start`
 * has returned and every condition holds; on SIGTERM or SIGINT not ready, then everything closed in reverse order, then
 * exit 0. What nobody caught is logged and ends the process with 1. A second signal ends it at once.
 */
export async function runService(options: ServiceOptions): Promise<void> {
  const { name, logLevel, graceMs } = options;
  growHeapFreely();
  const kit = createKit({ name, logLevel, graceMs, processMetrics: true });
  kit.readiness.set('running', false);
  process.on('uncaughtException', kit.fatal);
  process.on('unhandledRejection', kit.fatal);

  let ending = false;
  const end = (signal: NodeJS.Signals) => {
    if (ending) process.exit(1);
    ending = true;
    kit.log.info({ signal }, 'Shutting down');
    kit.shutdown().then(() => {
      kit.log.info('Shut down');
      process.exit(0);
    }, kit.fatal);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);

  try {
    const { adminPort: port, adminHost: host } = options;
    const admin = await startAdminServer({ host, port, metrics: kit.metrics, readiness: kit.readiness });
    kit.onShutdown('admin port', admin.close);
    for (const [index, close] of ((await options.start(kit)) ?? []).entries())
      kit.onShutdown(`part ${index + 1}`, close);
    if (!kit.signal.aborted) kit.readiness.set('running', true);
    kit.log.info({ adminPort: admin.port, node: process.version }, 'Started');
  } catch (error) {
    if (!ending) kit.fatal(error);
  }
}
