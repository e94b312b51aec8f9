/** `npm run bench`: what each service reaches on this machine, beside bare code in the same run. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startStack, statusOf } from '@throughline/stack';
import { table, type Row } from './measure/report.ts';
import type { BenchContext } from './stages/context.ts';
import { edgeStage } from './stages/edge.ts';
import { endToEndStage } from './stages/end-to-end.ts';
import { identityStage } from './stages/identity.ts';
import { pipelineStage } from './stages/pipeline.ts';

const stages: Readonly<Record<string, (context: BenchContext) => Promise<Row[]>>> = {
  edge: edgeStage,
  pipeline: pipelineStage,
  identity: identityStage,
  'end-to-end': endToEndStage,
};

const HELP = `npm run bench -- [stage …] [--seconds 10] [--rounds 3] [--count 150000] [--grow 0]

stages: ${Object.keys(stages).join(', ')}; all by default
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    count: { type: 'string', default: '150000' },
    grow: { type: 'string', default: '0' },
    help: { type: 'boolean', default: false },
  },
});
// kafkajs's own, of a timer of its own (tulios/kafkajs#1751); Node prints it but for this listener.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'TimeoutNegativeWarning') console.warn(warning);
});
// The stack's keeper ends what belongs to it; children of the benchmark itself end with its `exit`, which no signal brings by itself.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));
const begun = Date.now();
const say = (line: string) =>
  process.stderr.write(`[${((Date.now() - begun) / 1000).toFixed(0).padStart(5)} s] ${line}\n`);

function stageOf(name: string) {
  const stage = stages[name];
  if (stage === undefined) fail(`there is no stage ${name}`);
  return stage;
}

function numberOf(name: keyof typeof values): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 0)
    fail(`--${name} takes a whole number, not ${String(values[name])}`);
  return value;
}

function fail(reason: string): never {
  process.stderr.write(`${reason}\n${HELP}`);
  process.exit(2);
}

async function main(): Promise<void> {
  const wanted = (positionals.length > 0 ? positionals : Object.keys(stages)).map(stageOf);
  const numbers = {
    seconds: numberOf('seconds'),
    rounds: numberOf('rounds'),
    count: numberOf('count'),
    grow: numberOf('grow'),
  };
  const stack = await startStack({ instance: `test-bench-${process.pid}`, log: say, afterwards: 'discard' });
  // Within the instance's folder, so that its keeper ends the services too if this process dies.
  const folder = join(statusOf(stack.instance).folder, 'systems');
  mkdirSync(folder, { recursive: true });
  const rows: Row[] = [];
  try {
    for (const stage of wanted) rows.push(...(await stage({ stack, folder, say, ...numbers })));
  } finally {
    await stack.stop();
  }
  process.stdout.write(`${table(rows)}\n`);
}

if (values.help) process.stdout.write(HELP);
else await main();
