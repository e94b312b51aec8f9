import { parseArgs } from 'node:util';
import { CodedError } from '@throughline/errors';
import { instanceNames } from './instance.ts';
import { stackConfig } from './config.ts';
import { resetStack, startStack, statusOf, stopStack } from './start.ts';
import { stackEnvironment } from './stack.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { instance: { type: 'string', default: 'start' } },
});
const { instance } = values;
const say = (line: string) => process.stdout.write(`${line}\n`);

const commands: Readonly<Record<string, () => Promise<void>>> = {
  async up() {
    const stack = await startStack({ instance, log: say, afterwards: 'keep' });
    for (const [name, value] of Object.entries(stackEnvironment(stack))) say(`${name}=${value}`);
  },
  async down() {
    for (const name of await stopStack(instance)) say(`${name} stopped`);
  },
  async reset() {
    await resetStack(instance);
  },
  async status() {
    for (const name of instanceNames(stackConfig())) say(`${name}: ${JSON.stringify(statusOf(name))}`);
  },
};

/** `main.ts up | down | reset | status [--instance NAME]`: the backing services alone, without Throughline. */
try {
  await (commands[positionals[0] ?? 'up'] ?? commands.up)?.();
} catch (error) {
  if (!(error instanceof CodedError)) throw error;
  process.stderr.write(`${error.message} ${error.action}\n${JSON.stringify(error.detail, null, 2)}\n`);
  process.exitCode = 1;
}
process.exit();
