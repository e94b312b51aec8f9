import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stackErrors } from '../errors.ts';
import { lastLines } from '../process/daemon.ts';
import type { Environment } from './environment.ts';

/**
 * Runs the setup command of `packages/setup` over the stores, as a deployment's hook does: topics, schemas, migrations, templates.
 * @throws stack.system-failed with the end of its log
 */
export async function prepareStores(environment: Environment, logFolder: string): Promise<void> {
  mkdirSync(logFolder, { recursive: true });
  const logFile = join(logFolder, 'setup.log');
  const main = fileURLToPath(new URL('../../../setup/src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(logFile);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const end = () => void child.kill();
  process.once('exit', end);
  const code = await new Promise((done) => child.once('close', done));
  process.off('exit', end);
  await new Promise<void>((done) => log.end(done));
  if (code !== 0) {
    throw stackErrors.systemFailed({
      detail: { service: 'setup', log: logFile, end: lastLines(logFile, 20) },
    });
  }
}
