import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ContainerRuntimeClient } from 'testcontainers';

/** Where engines put their socket: Docker, Docker Desktop, rootless Docker, Podman. */
const sockets = () => [
  '/var/run/docker.sock',
  join(homedir(), '.docker/run/docker.sock'),
  join(homedir(), '.docker/desktop/docker.sock'),
  `/run/user/${process.getuid?.() ?? 0}/docker.sock`,
];

/** The container engine of this machine, if one answers. Without a sign of one, the library is not even loaded. */
export async function findEngine(): Promise<ContainerRuntimeClient | undefined> {
  if (
    !process.env.DOCKER_HOST &&
    process.platform !== 'win32' &&
    !sockets().some((path) => existsSync(path))
  ) {
    return undefined;
  }
  const { getContainerRuntimeClient } = await import('testcontainers');
  return getContainerRuntimeClient().catch(() => undefined);
}
