import type { ContainerRuntimeClient } from 'testcontainers';
import type { StackConfig } from '../config.ts';
import type { StackPorts } from '../ports.ts';
import type { BackingService } from '../stack.ts';
import { containerSpecifications } from './specifications.ts';
import { findEngine } from './engine.ts';

/** The four services as containers in a network of their own, not started yet. */
export async function containerServices(options: {
  readonly client: ContainerRuntimeClient;
  readonly config: StackConfig;
  readonly prefix: string;
  readonly ports: StackPorts;
  readonly log: (line: string) => void;
}): Promise<BackingService[]> {
  const { client, config, prefix, ports, log } = options;
  const { containerService } = await import('./service.ts');
  const { ImageName } = await import('testcontainers');
  const specifications = containerSpecifications(config, ports);
  for (const { image } of specifications) {
    const name = ImageName.fromString(image);
    if (await client.image.exists(name)) continue;
    log(`  pulling ${image}`);
    await client.image.pull(name);
  }
  const networks = await client.container.dockerode.listNetworks({ filters: { name: [`^${prefix}$`] } });
  if (networks.length === 0) await client.network.create({ Name: prefix, Driver: 'bridge' });
  return specifications.map((specification) => containerService(specification, { client, prefix, log }));
}

/** Stops and removes an instance's containers and network; its volumes too when the data shall go. */
export async function endContainers(prefix: string, options: { readonly data: boolean }): Promise<string[]> {
  const client = await findEngine();
  if (!client) return [];
  const { dockerode } = client.container;
  const filters = { name: [`^/?${prefix}-`] };
  const containers = await dockerode.listContainers({ all: true, filters });
  await Promise.all(
    containers.map(async ({ Id, State }) => {
      const container = dockerode.getContainer(Id);
      if (State === 'running') await container.stop({ t: 30 }).catch(() => undefined);
      await container.remove({ force: true }).catch(() => undefined);
    }),
  );
  for (const { Id } of await dockerode.listNetworks({ filters: { name: [`^${prefix}$`] } })) {
    await dockerode.getNetwork(Id).remove();
  }
  if (options.data) {
    const { Volumes } = await dockerode.listVolumes({ filters: { name: [`${prefix}-`] } });
    for (const { Name } of Volumes ?? []) await dockerode.getVolume(Name).remove();
  }
  return containers.map(({ Names }) => Names[0]?.replace(/^\//, '') ?? '');
}
