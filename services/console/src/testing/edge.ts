import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestStack } from '@throughline/stack/testing';
import { createSystem, prepareStores } from '@throughline/stack/system';

/** A real ingest edge as a process of its own, over the console's database and with its key ring. */
export async function startTestEdge(stack: TestStack, environment: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-console-'));
  const system = await createSystem({
    stack,
    folder,
    services: ['ingest-edge'],
    log: () => undefined,
    env: {
      KAFKA_TOPIC_PREFIX: stack.prefix,
      OPENSEARCH_INDEX_PREFIX: `${stack.prefix}edge`,
      ...environment,
    },
  });
  await prepareStores(system.environment, join(folder, 'logs'));
  const edge = system.service('ingest-edge');
  await edge.start();
  return {
    url: system.run.edge,
    /** Takes it away, and brings it back under the same address. */
    stop: () => edge.stop(),
    start: () => edge.start(),
    async close() {
      await edge.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
