import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stackErrors } from '../errors.ts';
import { freePorts, portBlock } from '../ports.ts';
import type { StackAddresses } from '../stack.ts';
import { adminUser, systemEnvironment, type Environment } from './environment.ts';
import { newSecrets, type SystemSecrets } from './secrets.ts';
import { createSystemService, type SystemService } from './service.ts';
import { defaultSystemPorts, serviceNames, type SystemPorts, type SystemServiceName } from './services.ts';

export interface SystemOptions {
  readonly stack: StackAddresses;
  /** The instance's folder: what runs there is ended by its keeper if this process dies. */
  readonly folder: string;
  readonly logFolder?: string;
  readonly log: (line: string) => void;
  /** Which services; all by default. */
  readonly services?: readonly SystemServiceName[];
  /** Settings that outrank the usual ones. */
  readonly env?: Environment;
  readonly secrets?: SystemSecrets;
  /** `default`: 8080 and 8090 where free. `any`: whatever is free. */
  readonly ports?: 'default' | 'any';
}

/** How to reach a running system; the first four fields of `.throughline/run.json`. */
export interface SystemRun {
  readonly edge: string;
  readonly console: string;
  readonly token: string;
  readonly login: { readonly user: string; readonly password: string };
}

export interface System {
  readonly run: SystemRun;
  /** What every service got, for processes that shall join them. */
  readonly environment: Environment;
  readonly services: readonly SystemService[];
  service(name: SystemServiceName): SystemService;
  /** Starts every service and waits until all are ready. */
  start(): Promise<void>;
  /** SIGTERM to all, the edge first, and waits until they have drained. */
  stop(): Promise<void>;
}

async function choosePorts(which: 'default' | 'any'): Promise<SystemPorts> {
  if (which === 'default') return portBlock(defaultSystemPorts);
  const names = Object.keys(defaultSystemPorts);
  const ports = await freePorts(names.length);
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as SystemPorts;
}

/** Throughline's services as processes over prepared stores, not started yet. */
export async function createSystem(options: SystemOptions): Promise<System> {
  const { stack, log, services = serviceNames, secrets = newSecrets() } = options;
  const folder = join(options.folder, 'services');
  const logFolder = options.logFolder ?? join(options.folder, 'logs');
  for (const path of [folder, logFolder]) mkdirSync(path, { recursive: true });
  const ports = await choosePorts(options.ports ?? 'any');
  const environment = systemEnvironment({
    stack,
    ports,
    secrets,
    ...(options.env ? { extra: options.env } : {}),
  });
  const made = services.map((name) =>
    createSystemService({ name, environment, adminPort: ports[`admin:${name}`], folder, logFolder, log }),
  );
  return {
    run: {
      edge: environment['EDGE_PUBLIC_URL'] ?? '',
      console: environment['CONSOLE_PUBLIC_URL'] ?? '',
      token: secrets.apiToken,
      login: { user: adminUser, password: secrets.adminPassword },
    },
    environment,
    services: made,
    service(name) {
      const found = made.find((service) => service.name === name);
      if (!found) throw stackErrors.systemFailed({ detail: { service: name } });
      return found;
    },
    async start() {
      await Promise.all(made.map((service) => service.start()));
    },
    async stop() {
      await made.find(({ name }) => name === 'ingest-edge')?.stop();
      await Promise.all(made.map((service) => service.stop()));
    },
  };
}
