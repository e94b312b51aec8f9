import { stackEnvironment, type StackAddresses } from '../stack.ts';
import type { SystemSecrets } from './secrets.ts';
import type { SystemPorts } from './services.ts';

export type Environment = Readonly<Record<string, string>>;

/** The one administrator of a fresh installation. */
export const adminUser = 'admin';

/**
 * The environment that every service gets: each takes what it knows from it, as its `config.ts` says.
 * @param extra settings that outrank these
 */
export function systemEnvironment(options: {
  readonly stack: StackAddresses;
  readonly ports: SystemPorts;
  readonly secrets: SystemSecrets;
  readonly extra?: Environment;
}): Environment {
  const { stack, ports, secrets, extra } = options;
  const edge = `http://127.0.0.1:${ports.edge}`;
  return {
    ...stackEnvironment(stack),
    ADMIN_HOST: '127.0.0.1',
    CONNECTIONS_KEYS: secrets.connectionsKeys,
    // One broker, and simulators of vendors on this machine.
    KAFKA_REPLICATION_FACTOR: '1',
    ALLOW_PRIVATE_ADDRESSES: 'true',
    // The edge's own.
    HOST: '127.0.0.1',
    PORT: String(ports.edge),
    PUBLIC_URL: edge,
    EDGE_PUBLIC_URL: edge,
    CONSOLE_HOST: '127.0.0.1',
    CONSOLE_PORT: String(ports.console),
    CONSOLE_PUBLIC_URL: `http://127.0.0.1:${ports.console}`,
    CONSOLE_SESSION_SECRET: secrets.sessionSecret,
    CONSOLE_ADMIN_TOKEN: secrets.apiToken,
    CONSOLE_ADMIN_USER: adminUser,
    CONSOLE_ADMIN_PASSWORD: secrets.adminPassword,
    ...extra,
  };
}
