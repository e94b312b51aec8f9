import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkout, type StackConfig, type StackKind } from './config.ts';
import { endContainers } from './containers/stack.ts';
import { endLocalServices } from './local/stack.ts';
import { endRemembered } from './process/daemon.ts';
import type { StackPorts } from './ports.ts';
import { forgetProcess, recallProcess, rememberProcess } from './process/identity.ts';

/** What an instance remembers between runs, in `instance.json` of its folder. */
export interface InstanceRecord {
  readonly kind: StackKind;
  readonly ports: StackPorts;
}

/** One stack among several of a checkout, by its folder: `start`, `test-…`. */
export interface Instance {
  readonly name: string;
  readonly folder: string;
  /** Names of its containers, volumes and network begin with this; two checkouts do not share one. */
  readonly prefix: string;
  record(): InstanceRecord | undefined;
  remember(record: InstanceRecord): void;
  /** The process that keeps it up, if that still runs. */
  owner(): number | undefined;
  own(): void;
  /** Ends everything that runs for it, whoever started that. */
  end(options?: { readonly data?: boolean }): Promise<string[]>;
}

/** Throughline's own services first: they drain into the stores. Those of test systems lie in folders of their own. */
async function endSystems(folder: string): Promise<string[]> {
  const systems = join(folder, 'systems');
  const owners = existsSync(systems) ? readdirSync(systems).map((name) => join(systems, name)) : [];
  const pidFiles = [folder, ...owners].flatMap((owner) => {
    const services = join(owner, 'services');
    return existsSync(services) ? readdirSync(services).map((file) => join(services, file)) : [];
  });
  const ended = await Promise.all(
    pidFiles.map(async (file) =>
      (await endRemembered(file, 'SIGTERM', 30_000)) ? [basename(file, '.pid')] : [],
    ),
  );
  return ended.flat();
}

export function openInstance(config: StackConfig, name: string): Instance {
  const folder = join(config.instances, name);
  const recordFile = join(folder, 'instance.json');
  const ownerFile = join(folder, 'owner.pid');
  const prefix = `throughline-${createHash('sha256').update(checkout).digest('hex').slice(0, 8)}-${name}`;

  function record(): InstanceRecord | undefined {
    if (!existsSync(recordFile)) return undefined;
    return JSON.parse(readFileSync(recordFile, 'utf8')) as InstanceRecord;
  }

  return {
    name,
    folder,
    prefix,
    record,
    remember(next) {
      writeFileSync(recordFile, JSON.stringify(next, null, 2));
    },
    owner: () => recallProcess(ownerFile),
    own() {
      mkdirSync(folder, { recursive: true });
      rememberProcess(ownerFile, process.pid);
    },
    async end({ data = false } = {}) {
      if (!existsSync(folder)) return [];
      const services = await endSystems(folder);
      const local = await endLocalServices(folder);
      // A record of containers, or none at all where data shall go: ask the engine.
      const containers = record()?.kind === 'containers' || data ? await endContainers(prefix, { data }) : [];
      forgetProcess(ownerFile);
      if (data) rmSync(folder, { recursive: true, force: true });
      return [...services, ...local, ...containers];
    },
  };
}

/** The names of the instances that have left something in this checkout. */
export const instanceNames = (config: StackConfig): string[] =>
  existsSync(config.instances) ? readdirSync(config.instances) : [];
