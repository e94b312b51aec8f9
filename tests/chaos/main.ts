/** `npm run chaos`: the fault test at full size, on a stack of its own. `--count 50000 --people 2000`. */
import { parseArgs } from 'node:util';
import { startStack, stackEnvironment, statusOf } from '@throughline/stack';
import { startRig } from '../rig.ts';
import { runStream } from './run.ts';
import { chaosServices } from './services.ts';
import { brokenPromises } from './verdict.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '50000' },
    people: { type: 'string', default: '2000' },
    help: { type: 'boolean', default: false },
  },
});
const begun = Date.now();
const say = (line: string) =>
  process.stdout.write(`[${((Date.now() - begun) / 1000).toFixed(0).padStart(5)} s] ${line}\n`);

async function main(): Promise<void> {
  const stack = await startStack({ instance: `test-chaos-${process.pid}`, log: say, afterwards: 'discard' });
  Object.assign(process.env, stackEnvironment(stack), {
    THROUGHLINE_TEST_FOLDER: statusOf(stack.instance).folder,
  });
  const run = async (title: string, kill: typeof chaosServices) => {
    say(title);
    const rig = await startRig();
    try {
      const start = new Date('2026-10-01T08:00:00Z');
      const size = { count: Number(values.count), people: Number(values.people), start };
      return await runStream({ ...size, rig, kill, log: say, settleSeconds: 3_600 });
    } finally {
      await rig.stop();
    }
  };
  try {
    const calm = await run('the undisturbed run', []);
    const stormy = await run(`the run in which ${chaosServices.join(', ')} are killed`, chaosServices);
    const broken = brokenPromises(calm, stormy);
    say(`${stormy.accepted} deliveries accepted, ${stormy.refused} tried again`);
    say(
      `${stormy.archived.documents.size} interactions archived once each, ${stormy.archived.missingRaw.length} raw records missing`,
    );
    say(
      `CRM creations ${JSON.stringify(stormy.crm.creations)}, second creations ${stormy.crm.secondCreations.length}`,
    );
    say(`${stormy.scores.size} scores compared`);
    for (const line of broken.slice(0, 50)) say(`BROKEN: ${line}`);
    say(broken.length === 0 ? 'no promise was broken' : `${broken.length} promises were broken`);
    process.exitCode = broken.length === 0 ? 0 : 1;
  } finally {
    await stack.stop();
  }
}

if (values.help) process.stdout.write('npm run chaos -- [--count 50000] [--people 2000]\n');
else await main();
