import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolvedInteraction } from '@throughline/scoring/testing';
import type { ResolvedInteraction } from '@throughline/schemas';
import { stackConfig } from '@throughline/stack';
import { testStack } from '@throughline/stack/testing';
import { createTestTopics } from '@throughline/streams/testing';
import { expect, test } from 'vitest';

/** A consumer that is not ours: Confluent's Python client, as BI tools use it. */

const PACKAGE = 'confluent-kafka[avro,schemaregistry]==2.13.0';

function hasPython(): boolean {
  try {
    execFileSync('python3', ['-m', 'venv', '--help'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A virtual environment with the client, made once and kept in the cache. */
function pythonWithClient(): string {
  const folder = join(stackConfig().cache, 'python-client-2.13.0');
  const python = join(folder, 'bin', 'python');
  if (!existsSync(join(folder, 'ready'))) {
    mkdirSync(folder, { recursive: true });
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', PACKAGE], { stdio: 'inherit' });
    mkdirSync(join(folder, 'ready'));
  }
  return python;
}

// Python is no part of what the project needs; where it is missing the test says that it was not run.
test.skipIf(!hasPython())(
  "Confluent's Python client reads interactions.resolved",
  { timeout: 300_000 },
  async () => {
    const stack = await testStack();
    const topic = 'interactions.resolved';
    const streams = await createTestTopics(stack, { topics: [], listen: [topic] });
    try {
      const codec = await streams.codecs.of<ResolvedInteraction>(topic);
      const records = ['one', 'two', 'three'].map((interactionId) =>
        resolvedInteraction({ interactionId }, { customerId: `customer-${interactionId}` }),
      );
      await streams.producer.sendAll(
        records.map((record) => ({ topic, key: record.customerId, value: codec.encode(record) })),
      );
      const script = fileURLToPath(new URL('read_avro.py', import.meta.url));
      const output = execFileSync(
        pythonWithClient(),
        [script, stack.kafkaBrokers, stack.registryUrl, stack.prefix + topic, '3'],
        { encoding: 'utf8' },
      );
      const read = output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { key: string; value: ResolvedInteraction });
      expect(read.map(({ key }) => key).sort()).toEqual(records.map((record) => record.customerId).sort());
      const [first] = read;
      const same = records.find(
        (record) => record.interaction.interactionId === first?.value.interaction.interactionId,
      );
      expect(first?.value.interaction.participants).toEqual(same?.interaction.participants);
      expect(first?.value.anchors).toEqual(same?.anchors);
    } finally {
      await streams.close();
      await stack.cleanUp();
    }
  },
);
