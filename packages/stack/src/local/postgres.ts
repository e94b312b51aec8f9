import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '@throughline/errors';
import { stackErrors } from '../errors.ts';
import { createDaemon, lastLines, type Daemon } from '../process/daemon.ts';
import { ownedFolder, unprivileged } from '../process/unprivileged.ts';
import type { LocalParts } from './parts.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { answersQueries, ensureRegistryDatabase } from '../registry-database.ts';

/** How long a new server may wait for the children of one that was killed. */
const reapMs = 15_000;

function initialise(initdb: string, data: string): void {
  const options = ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8'];
  const { status, stdout, stderr, error } = spawnSync(initdb, options, {
    ...unprivileged,
    cwd: data,
    encoding: 'utf8',
  });
  if (status === 0) return;
  rmSync(data, { recursive: true });
  throw stackErrors.serviceFailed({
    cause: error,
    detail: { service: 'postgres', end: `${stdout}${stderr}` },
  });
}

/** Removes the lock of a server that is long gone and whose process id now belongs to something else. */
function dropStaleLock(data: string): void {
  const lock = join(data, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const name = `/proc/${Number.parseInt(readFileSync(lock, 'utf8'), 10)}/comm`;
  if (existsSync(name) && readFileSync(name, 'utf8').trim() !== 'postgres') rmSync(lock);
}

/** PostgreSQL, with a database for the registry. */
export function localPostgres({ folder, ports }: LocalParts, binaries: PostgresBinaries): Daemon {
  const data = join(folder, 'postgres');
  const url = `postgres://postgres@127.0.0.1:${ports.postgres}/postgres`;
  const daemon = createDaemon({
    name: 'postgres',
    folder,
    prepare: () => {
      ownedFolder(data);
      if (!existsSync(join(data, 'PG_VERSION'))) initialise(binaries.initdb, data);
      dropStaleLock(data);
      const options = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 300 };
      return {
        command: binaries.postgres,
        arguments: [
          ...['-D', data, '-p', String(ports.postgres)],
          ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ],
        cwd: data,
        ...unprivileged,
      };
    },
    probe: () => answersQueries(url),
    ready: () => ensureRegistryDatabase(url),
    // "Fast": ends the connections that are open instead of waiting for them.
    stopSignal: 'SIGINT',
  });

  async function start(): Promise<void> {
    const end = Date.now() + reapMs;
    for (;;) {
      try {
        await daemon.start();
        return;
      } catch (error) {
        // After SIGKILL its children need a moment to notice, and hold the shared memory until then.
        const held = /pre-existing shared memory|postmaster\.pid" already exists/.test(
          lastLines(daemon.logFile, 5),
        );
        if (!(error instanceof CodedError) || !held || Date.now() > end) throw error;
        await sleep(250);
      }
    }
  }

  return {
    ...daemon,
    start,
    get pid() {
      return daemon.pid;
    },
  };
}
