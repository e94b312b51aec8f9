import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '@throughline/stack';
import { readJson, state, writeJson } from './files.ts';

const web = join(checkout, 'services', 'console', 'web');
const stamp = join(state, 'web.json');

/** A hash over the sources of the web UI and the versions that it is built with. */
function sourcesHash(): string {
  const hash = createHash('sha256').update(readFileSync(join(checkout, 'package-lock.json')));
  const entries = readdirSync(web, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(join(web, 'dist')) && !file.includes('node_modules'));
  for (const file of entries.toSorted()) hash.update(file.slice(web.length)).update(readFileSync(file));
  return hash.digest('hex');
}

/** Builds the console's web UI, unless its sources are those of the last build. */
export async function buildWeb(log: (line: string) => void): Promise<void> {
  const hash = sourcesHash();
  if (existsSync(join(web, 'dist', 'index.html')) && readJson<{ hash: string }>(stamp)?.hash === hash) return;
  log("building the console's web UI");
  const begun = Date.now();
  const vite = join(checkout, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(
    process.execPath,
    [vite, 'build', '--logLevel', 'warn', '--config', 'web/vite.config.ts'],
    {
      cwd: join(checkout, 'services', 'console'),
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  let problems = '';
  child.stderr.on('data', (data: Buffer) => (problems += data.toString()));
  const end = () => void child.kill();
  process.once('exit', end);
  const code = await new Promise((done) => child.once('close', done));
  process.off('exit', end);
  if (code !== 0) throw new Error(`The web UI could not be built:\n${problems}`);
  writeJson(stamp, { hash });
  log(`  built in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}
