import { rmSync } from 'node:fs';
import { CodedError } from '@throughline/errors';
import { startStack, statusOf, stopStack, type Stack } from '@throughline/stack';
import {
  createSystem,
  keptSecrets,
  prepareStores,
  startSimulators,
  type System,
} from '@throughline/stack/system';
import { summaryOf, tellStory } from '../story/story.ts';
import { connectHubSpot, connectSources } from './connect.ts';
import { createConsoleApi } from './console-api.ts';
import { files, readJson, writeJson } from './files.ts';
import { untilAsked } from './signals.ts';
import { buildWeb } from './web.ts';

const begun = Date.now();
const seconds = () => `${((Date.now() - begun) / 1000).toFixed(0)} s`.padStart(5);
const say = (line: string) => process.stdout.write(`[${seconds()}] ${line}\n`);

/** Ends what was started, last first. */
const closers: (() => Promise<void>)[] = [];

async function close(): Promise<void> {
  rmSync(files.run, { force: true });
  for (const closer of closers.splice(0).toReversed()) await closer();
}

async function startBackingServices(): Promise<Stack> {
  const stack = await startStack({ instance: 'start', log: say });
  closers.push(() => stack.stop());
  return stack;
}

async function startServices(stack: Stack): Promise<System> {
  const system = await createSystem({
    stack,
    folder: statusOf('start').folder,
    logFolder: files.logs,
    log: say,
    secrets: keptSecrets(files.secrets),
    ports: 'default',
  });
  say('preparing the stores: topics, schemas, migrations, index templates');
  await Promise.all([prepareStores(system.environment, files.logs), buildWeb(say)]);
  say(`starting ${system.services.length} services`);
  closers.push(() => system.stop());
  await system.start();
  return system;
}

async function connectAndTell(system: System): Promise<void> {
  const simulators = await startSimulators({
    folder: statusOf('start').folder,
    logFolder: files.logs,
    ports: 'default',
  });
  closers.push(() => simulators.stop());
  const api = createConsoleApi(system.run);
  const sources = await connectSources(api, system.run.edge, simulators);
  await connectHubSpot(api, simulators);
  writeJson(files.run, { ...system.run, sources });
  if (readJson(files.story) !== undefined) return;
  say('telling a first story: signed deliveries of every vendor');
  const outcomes = await tellStory(sources);
  for (const line of summaryOf(outcomes)) say(`  ${line}`);
  writeJson(files.story, { toldAt: new Date().toISOString(), deliveries: outcomes.length });
}

async function start(): Promise<void> {
  const system = await startServices(await startBackingServices());
  await connectAndTell(system);
  announce(system);
}

function announce({ run }: System): void {
  say('Throughline runs.');
  process.stdout.write(`
  console   ${run.console}     sign in as ${run.login.user} with ${run.login.password}
  edge      ${run.edge}     vendors' webhooks arrive here
  handles   .throughline/run.json     API token, sources, signing settings
  logs      .throughline/logs

  Ctrl-C or npm stop ends it; the data stays until npm run reset.
`);
}

/** Says what went wrong in the words that an error of ours has for people. */
function explain(error: unknown): void {
  if (!(error instanceof CodedError)) throw error;
  const { log, end, ...detail } = error.detail;
  const lines = [typeof end === 'string' && end, typeof log === 'string' && `log: ${log}`];
  process.stderr.write(`${lines.filter(Boolean).join('\n')}\n${error.message} ${error.action}\n`);
  if (Object.keys(detail).length > 0) process.stderr.write(`${JSON.stringify(detail)}\n`);
}

function refuseASecond(): void {
  const { owner } = statusOf('start');
  if (owner === undefined) return;
  const running = readJson<{ console: string }>(files.run);
  say(
    `Throughline already runs (process ${owner})${running ? `: ${running.console}` : ', and is starting'}.`,
  );
  process.exit(1);
}

refuseASecond();
const asked = untilAsked();
try {
  const how = await Promise.race([start().then(() => asked), asked]);
  say(`${how}: draining and stopping`);
} catch (error) {
  explain(error);
  process.exitCode = 1;
}
await close();
// What was only about to start when the signal came is known by its process id alone.
await stopStack('start');
say('stopped');
process.exit();
