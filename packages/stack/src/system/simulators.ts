import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts, portBlock } from '../ports.ts';
import { createDaemon, type Daemon } from '../process/daemon.ts';
import { accepts } from '../process/probes.ts';
import type { Environment } from './environment.ts';

/** Vendors that stand in for the real ones on a machine that has no account with them. */
export interface Simulators {
  /** Settings of a HubSpot destination that leads to its simulator. */
  readonly hubspot: { readonly apiUrl: string; readonly accessToken: string };
  /** Settings of an 8x8 source that leads to its simulator, beside the secret of its path. */
  readonly eightByEight: {
    readonly clusterUrl: string;
    readonly tenant: string;
    readonly username: string;
    readonly password: string;
  };
  /** Only those that were started. */
  readonly processes: readonly Daemon[];
  stop(): Promise<void>;
}

const accessToken = 'simulator-access-token';
const account = { tenant: 'tenant', username: 'crm-api', password: 'crm-api-password' };

/** Where they are when nobody else is: connections keep these addresses from one start to the next. */
const usualPorts = { hubspot: 8095, eightByEight: 8096 };

async function choosePorts(which: 'default' | 'any'): Promise<typeof usualPorts> {
  if (which === 'default') return portBlock(usualPorts);
  const [hubspot = 0, eightByEight = 0] = await freePorts(2);
  return { hubspot, eightByEight };
}

/** Starts the simulators. */
export async function startSimulators(options: {
  readonly folder: string;
  readonly logFolder: string;
  readonly ports?: 'default' | 'any';
}): Promise<Simulators> {
  const folder = join(options.folder, 'services');
  mkdirSync(folder, { recursive: true });
  const ports = await choosePorts(options.ports ?? 'any');
  const simulator = (platform: string, port: number, environment: Environment) =>
    createDaemon({
      name: `${platform}-simulator`,
      folder,
      logFolder: options.logFolder,
      prepare: () => ({
        command: process.execPath,
        arguments: [
          fileURLToPath(new URL(`../../../platforms/src/${platform}/simulator/main.ts`, import.meta.url)),
        ],
        cwd: folder,
        environment,
      }),
      probe: () => accepts(port),
    });
  const processes = [
    simulator('hubspot', ports.hubspot, {
      HUBSPOT_SIMULATOR_PORT: String(ports.hubspot),
      HUBSPOT_SIMULATOR_TOKEN: accessToken,
      // What was written to it is there again after a restart, as with the real one.
      HUBSPOT_SIMULATOR_JOURNAL: join(options.folder, 'hubspot-simulator.jsonl'),
    }),
    simulator('8x8', ports.eightByEight, {
      PORT: String(ports.eightByEight),
      TENANT: account.tenant,
      USERNAME: account.username,
      PASSWORD: account.password,
    }),
  ];
  await Promise.all(processes.map((each) => each.start()));
  return {
    hubspot: { apiUrl: `http://127.0.0.1:${ports.hubspot}`, accessToken },
    eightByEight: { clusterUrl: `http://127.0.0.1:${ports.eightByEight}`, ...account },
    processes,
    stop: async () => void (await Promise.all(processes.map((each) => each.stop()))),
  };
}
