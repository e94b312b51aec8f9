import { parseArgs } from 'node:util';
import { untilAsked } from '../start/signals.ts';
import { findChromium } from './chromium.ts';
import { checks, endAll, vitest, webBuild, type Count } from './steps.ts';

/**
 * `npm test [-- --unit] [-- path …]`: every check. `--unit` leaves out what needs the backing services; paths run only the tests in
 * files whose path holds one of them.
 */
const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { unit: { type: 'boolean', default: false } },
});

const begun = Date.now();
const say = (line: string) => process.stdout.write(`${line}\n`);
const outcomes: { title: string; count: Count }[] = [];

async function step(title: string, run: () => Promise<Count>): Promise<void> {
  const at = Date.now();
  say(`\n── ${title} (${Math.round((at - begun) / 1000)} s)`);
  const count = await run();
  outcomes.push({ title, count });
  say(
    `── ${title}: ${count.failed === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - at) / 1000).toFixed(1)} s`,
  );
}

/** What browser tests need; without a browser they fail by a sentence that says how to bring one. */
function browserEnvironment(): Record<string, string> {
  const chromium = findChromium(say);
  if (chromium) return { CHROMIUM_PATH: chromium };
  say(
    'No Chromium was found for the tests of the console: run `apt-get install -y chromium`, or set CHROMIUM_PATH.',
  );
  return {};
}

async function runAll(): Promise<void> {
  if (filters.length > 0) {
    const projects = values.unit ? ['unit'] : ['unit', 'integration'];
    return step(filters.join(' '), () =>
      vitest({ projects, filters, env: values.unit ? {} : browserEnvironment() }),
    );
  }
  for (const { title, run } of checks) await step(title, run);
  await step('unit tests', () => vitest({ projects: ['unit'], filters: [], env: {} }));
  if (values.unit) return;
  await step(webBuild.title, webBuild.run);
  const env = browserEnvironment();
  await step('integration, end-to-end and browser tests', () =>
    vitest({ projects: ['integration'], filters: [], env }),
  );
}

let interrupted = false;
void untilAsked().then((how) => {
  interrupted = true;
  say(`${how}: ending the tests`);
  endAll('SIGTERM');
});
await runAll();
for (const { title, count } of outcomes.filter((each) => each.count.failed > 0))
  say([`FAILED ${title}: ${count.failed}`, ...(count.failures ?? [])].join('\n  '));
const passed = outcomes.reduce((sum, { count }) => sum + count.passed, 0);
const failed = outcomes.reduce((sum, { count }) => sum + count.failed, 0);
say(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && !interrupted ? 0 : 1);
