import { join } from 'node:path';
import { fetchArtifacts } from '../artifacts.ts';
import type { StackConfig } from '../config.ts';
import { findJava, javaCandidates } from '../java.ts';
import type { StackPorts } from '../ports.ts';
import type { Daemon } from '../process/daemon.ts';
import { endRemembered } from '../process/daemon.ts';
import type { BackingService, ServiceName } from '../stack.ts';
import { localKafka } from './kafka.ts';
import { localOpenSearch } from './opensearch.ts';
import type { LocalParts } from './parts.ts';
import { localPostgres } from './postgres.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { localRegistry } from './registry.ts';

interface LocalOptions {
  readonly config: StackConfig;
  readonly folder: string;
  readonly ports: StackPorts;
  readonly log: (line: string) => void;
}

/** A daemon seen as a service of the stack. */
const asService = (name: ServiceName, daemon: Daemon, log: (line: string) => void): BackingService => ({
  name,
  get id() {
    return daemon.pid === undefined ? undefined : String(daemon.pid);
  },
  start: async () => {
    const begun = Date.now();
    await daemon.start();
    log(`  ${daemon.name} answers after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  },
  stop: () => daemon.stop(),
  kill: () => daemon.kill(),
});

/** Fetches what is missing and gives the four services as local processes, not started yet. */
export async function localServices(options: LocalOptions): Promise<BackingService[]> {
  const { config, folder, ports, log } = options;
  const java = findJava({ candidates: javaCandidates(config.javaHome), cache: config.cache, log });
  const artifacts = await fetchArtifacts({ cache: config.cache, java, log });
  const parts: LocalParts = { folder, ports, artifacts, java, heaps: config.heaps };
  return [
    asService('postgres', localPostgres(parts, postgresBinaries(config.cache)), log),
    asService('registry', localRegistry(parts), log),
    asService('kafka', localKafka(parts), log),
    asService('openSearch', localOpenSearch(parts), log),
  ];
}

/** Ends whatever local processes the folder of an instance remembers, and says which ran. */
export async function endLocalServices(folder: string): Promise<string[]> {
  const ended = async (name: string, signal: NodeJS.Signals) =>
    (await endRemembered(join(folder, `${name}.pid`), signal, 30_000)) ? [name] : [];
  const first = await Promise.all(['registry', 'kafka', 'opensearch'].map((name) => ended(name, 'SIGTERM')));
  return [...first.flat(), ...(await ended('postgres', 'SIGINT'))];
}
