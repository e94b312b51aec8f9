import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stackConfig } from '../config.ts';
import { openInstance } from '../instance.ts';
import { testStack } from '../testing.ts';
import type { Environment } from './environment.ts';
import { prepareStores } from './prepare.ts';
import type { SystemServiceName } from './services.ts';
import { createSystem, type System } from './system.ts';

/** The folder of the run's stack; where that is not ours, one that the next run sweeps if this process dies. */
function instanceFolder(): string {
  const given = process.env['THROUGHLINE_TEST_FOLDER'];
  if (given) return given;
  const instance = openInstance(stackConfig(), `test-${process.pid}`);
  instance.own();
  return instance.folder;
}

/** A new folder in which a test starts processes: whatever still runs there is ended when the run is over, or has died. */
export function createTestFolder(): string {
  const systems = join(instanceFolder(), 'systems');
  mkdirSync(systems, { recursive: true });
  return mkdtempSync(join(systems, 'test-'));
}

/**
 * A whole running system of a test's own on the test stack: its own database, topics and indices, on free ports.
 * @returns the system, started; its `stop` also deletes what it stored
 */
export async function startTestSystem(
  options: { readonly services?: readonly SystemServiceName[]; readonly env?: Environment } = {},
): Promise<System> {
  const stack = await testStack();
  const database = await stack.createDatabase();
  const folder = join(instanceFolder(), 'systems', stack.prefix);
  const lines: string[] = [];
  const env = {
    KAFKA_TOPIC_PREFIX: stack.prefix,
    OPENSEARCH_INDEX_PREFIX: `${stack.prefix}throughline`,
    DATABASE_URL: database.url,
    ...options.env,
  };
  const system = await createSystem({
    stack,
    folder,
    log: (line) => lines.push(line),
    env,
    ...(options.services ? { services: options.services } : {}),
  });
  async function stop(): Promise<void> {
    await system.stop();
    await stack.cleanUp();
    rmSync(folder, { recursive: true, force: true });
  }
  try {
    await prepareStores(system.environment, join(folder, 'logs'));
    await system.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...system, stop };
}
