import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ContainerRuntimeClient } from 'testcontainers';
import { stackConfig, type StackConfig, type StackKind } from './config.ts';
import { findEngine } from './containers/engine.ts';
import { containerServices } from './containers/stack.ts';
import { stackErrors } from './errors.ts';
import { openInstance, type Instance } from './instance.ts';
import { localServices } from './local/stack.ts';
import { anyStackPorts, stackPorts, type StackPorts } from './ports.ts';
import type { BackingService, ServiceName, Stack } from './stack.ts';

export interface StackOptions {
  /** Which of the checkout's stacks: `start` has the default ports where they are free, any other one takes free ports. */
  readonly instance: string;
  readonly log: (line: string) => void;
  /** What happens when this process ends: the services end too (default), their data as well, or all goes on. */
  readonly afterwards?: 'stop' | 'discard' | 'keep';
  readonly config?: StackConfig;
}

/** Starts the process that ends the services if this one dies without doing so itself. */
function startKeeper(instance: Instance, afterwards: 'stop' | 'discard'): { end(): Promise<void> } {
  const script = fileURLToPath(new URL('./keeper.ts', import.meta.url));
  const keeper = spawn(process.execPath, [script, instance.name, afterwards], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keeper.unref();
  // The pipe must not keep this process alive either; it is a socket, though typed as a mere stream.
  (keeper.stdin as unknown as { unref(): void }).unref();
  keeper.stdin.on('error', () => undefined);
  return {
    end: () =>
      new Promise((done) => {
        if (keeper.exitCode !== null) return done();
        keeper.once('exit', () => done());
        keeper.ref();
        keeper.stdin.end();
      }),
  };
}

interface Found {
  readonly kind: StackKind;
  readonly services: BackingService[];
}

/** Chooses between containers and local processes, and says which and why. */
async function findServices(
  config: StackConfig,
  instance: Instance,
  ports: StackPorts,
  log: (line: string) => void,
): Promise<Found> {
  const forced = config.kind === 'auto' ? '' : ' (THROUGHLINE_STACK)';
  const client = config.kind === 'local' ? undefined : await findEngine();
  if (config.kind === 'containers' && !client) throw stackErrors.engineMissing();
  if (client) {
    log(`backing services: containers${forced}`);
    const services = await containersOrNothing(client, config, instance, ports, log);
    if (services) return { kind: 'containers', services };
  }
  log(`backing services: local processes${forced || (client ? '' : ', as no container engine answers')}`);
  return { kind: 'local', services: await localServices({ config, folder: instance.folder, ports, log }) };
}

async function containersOrNothing(
  client: ContainerRuntimeClient,
  config: StackConfig,
  { prefix }: Instance,
  ports: StackPorts,
  log: (line: string) => void,
): Promise<BackingService[] | undefined> {
  try {
    return await containerServices({ client, config, prefix, ports, log });
  } catch (error) {
    if (config.kind === 'containers') throw error;
    log(`  the images cannot be had (${error instanceof Error ? error.message : String(error)})`);
    return undefined;
  }
}

/** Everything at once, except that the registry waits for its database. */
async function startAll(services: readonly BackingService[]): Promise<void> {
  const start = (name: ServiceName) => services.find((service) => service.name === name)?.start();
  const results = await Promise.allSettled([
    Promise.resolve(start('postgres')).then(() => start('registry')),
    start('kafka'),
    start('openSearch'),
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/**
 * Starts a stack. Processes that an earlier run of this name left alive are ended first.
 * @throws stack.already-running when another process keeps it, and the other errors of the family
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { instance: name, log, afterwards = 'stop', config = stackConfig() } = options;
  const instance = openInstance(config, name);
  const owner = instance.owner();
  if (owner !== undefined && owner !== process.pid) throw stackErrors.alreadyRunning({ detail: { owner } });
  instance.own();
  // What a run before this one left alive keeps neither its ports nor its data from us.
  const left = await instance.end();
  instance.own();
  if (left.length > 0) log(`  ended what an earlier run left: ${left.join(', ')}`);
  const keeper = afterwards === 'keep' ? undefined : startKeeper(instance, afterwards);
  try {
    const ports = name === 'start' ? await stackPorts() : await anyStackPorts();
    const { kind, services } = await findServices(config, instance, ports, log);
    instance.remember({ kind, ports });
    await startAll(services);
    return makeStack(instance, kind, ports, services, async () => {
      await instance.end({ data: afterwards === 'discard' });
      await keeper?.end();
    });
  } catch (error) {
    await instance.end();
    await keeper?.end();
    throw error;
  }
}

function makeStack(
  instance: Instance,
  kind: StackKind,
  ports: StackPorts,
  services: readonly BackingService[],
  stop: () => Promise<void>,
): Stack {
  return {
    instance: instance.name,
    kind,
    kafkaBrokers: `127.0.0.1:${ports.kafka}`,
    registryUrl: `http://127.0.0.1:${ports.registry}/apis/ccompat/v7`,
    openSearchUrl: `http://127.0.0.1:${ports.openSearch}`,
    databaseUrl: `postgres://postgres@127.0.0.1:${ports.postgres}/postgres`,
    processes: services,
    service(name) {
      const found = services.find((service) => service.name === name);
      if (!found) throw stackErrors.serviceFailed({ detail: { service: name } });
      return found;
    },
    stop,
  };
}

/** Stops a stack by its name, from any process. */
export const stopStack = (name: string, config = stackConfig()): Promise<string[]> =>
  openInstance(config, name).end();

/** Stops a stack and deletes its data. */
export const resetStack = (name: string, config = stackConfig()): Promise<string[]> =>
  openInstance(config, name).end({ data: true });

/** What is known of a stack: whether a process keeps it, and where it answers. */
export function statusOf(name: string, config = stackConfig()) {
  const instance = openInstance(config, name);
  return { owner: instance.owner(), record: instance.record(), folder: instance.folder };
}
