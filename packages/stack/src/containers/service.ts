import { setTimeout as sleep } from 'node:timers/promises';
import { GenericContainer, Wait, type ContainerRuntimeClient } from 'testcontainers';
import { stackErrors } from '../errors.ts';
import type { BackingService } from '../stack.ts';
import type { ContainerSpecification } from './specifications.ts';

const startMs = 300_000;

/** A container whose ports are open to this machine alone: none of these services asks for a password. */
class LoopbackContainer extends GenericContainer {
  protected override beforeContainerCreated(): Promise<void> {
    for (const bindings of Object.values<{ HostIp?: string }[]>(this.hostConfig.PortBindings ?? {})) {
      for (const binding of bindings) binding.HostIp = '127.0.0.1';
    }
    return Promise.resolve();
  }
}

interface ContainerOptions {
  readonly client: ContainerRuntimeClient;
  /** Names of the instance's containers, volumes and network all begin with this. */
  readonly prefix: string;
  readonly log: (line: string) => void;
}

/** The container of a service by its fixed name: one that an earlier run left is found again. */
export function containerService(
  specification: ContainerSpecification,
  options: ContainerOptions,
): BackingService {
  const { client, prefix, log } = options;
  const name = `${prefix}-${specification.name.toLowerCase()}`;
  let id: string | undefined;
  const container = () => client.container.getById(name);
  const running = async () =>
    (
      await container()
        .inspect()
        .catch(() => undefined)
    )?.State.Running;

  async function create(): Promise<void> {
    const made = new LoopbackContainer(specification.image)
      .withName(name)
      .withEnvironment(specification.environment)
      .withExposedPorts(specification.port)
      .withNetworkMode(prefix)
      .withNetworkAliases(specification.name.toLowerCase())
      .withAutoCleanup(false)
      .withAutoRemove(false)
      .withStartupTimeout(startMs)
      // Any output: whether it answers is asked below, in the same way for a container that is started again.
      .withWaitStrategy(Wait.forLogMessage(/./));
    if (specification.data) made.withBindMounts([{ source: `${name}-data`, target: specification.data }]);
    if (specification.entrypoint) made.withEntrypoint([...specification.entrypoint]);
    await made.start();
  }

  async function untilReady(): Promise<void> {
    const end = Date.now() + startMs;
    while (!(await specification.probe())) {
      if (Date.now() > end || !(await running())) {
        const end = await container()
          .logs({ stdout: true, stderr: true, tail: 15 })
          .catch(() => '');
        throw stackErrors.serviceFailed({
          detail: { service: specification.name, container: name, end: String(end) },
        });
      }
      await sleep(100);
    }
    await specification.ready?.();
  }

  return {
    name: specification.name,
    get id() {
      return id;
    },
    start: async () => {
      const begun = Date.now();
      const state = await running();
      if (state === undefined) await create();
      else if (!state) await container().start();
      await untilReady();
      id = (await container().inspect()).Id.slice(0, 12);
      log(`  ${specification.name} answers after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
    },
    stop: async () => {
      if (await running()) await container().stop({ t: 30 });
      id = undefined;
    },
    kill: async () => {
      if (await running()) await container().kill({ signal: 'SIGKILL' });
      while (await running()) await sleep(25);
      id = undefined;
    },
  };
}
