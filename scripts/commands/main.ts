import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { instanceNames, resetStack, stackConfig, statusOf, stopStack } from '@throughline/stack';
import { files, readJson, state } from '../start/files.ts';
import { buildWeb } from '../start/web.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Asks a running `npm start` to end, and waits until it has. */
async function stop(): Promise<void> {
  const { owner } = statusOf('start');
  if (owner !== undefined) {
    say(`asking the running Throughline (process ${owner}) to end`);
    process.kill(owner, 'SIGTERM');
    while (statusOf('start').owner === owner) await sleep(100);
  }
  const left = await stopStack('start');
  rmSync(files.run, { force: true });
  say(owner === undefined && left.length === 0 ? 'nothing runs' : 'stopped; the data stays');
}

/** Stops everything of this checkout and deletes what it stored. Downloads stay. */
async function reset(): Promise<void> {
  await stop();
  for (const name of new Set(['start', ...instanceNames(stackConfig())])) {
    if (name.startsWith('test-') && statusOf(name).owner !== undefined) continue;
    await resetStack(name);
  }
  for (const file of [files.run, files.secrets, files.sources, files.story]) rmSync(file, { force: true });
  rmSync(files.logs, { recursive: true, force: true });
  say(`the data of this checkout is gone (${state})`);
}

async function status(): Promise<void> {
  const run = readJson<{ edge: string; console: string }>(files.run);
  say(run ? `Throughline runs: console ${run.console}, edge ${run.edge}` : 'Throughline does not run');
  for (const name of instanceNames(stackConfig())) {
    const { owner, record } = statusOf(name);
    say(
      `  ${name}: ${owner === undefined ? 'down' : `process ${owner}`} ${JSON.stringify(record?.ports ?? {})}`,
    );
  }
  await Promise.resolve();
}

const commands: Readonly<Record<string, () => Promise<void>>> = {
  stop,
  reset,
  status,
  'build-web': () => buildWeb(say),
};

const command = commands[process.argv[2] ?? ''];
if (command) await command();
else {
  process.stderr.write(`one of: ${Object.keys(commands).join(', ')}\n`);
  process.exitCode = 2;
}
