import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = (name: string) => fileURLToPath(new URL(`python/${name}`, import.meta.url));

/** Python beside the repository: an environment with the packages of `python/requirements.txt`, and a folder for what they write. */
export interface Python {
  readonly folder: string;
  /** Runs a script of `python/`. */
  script(name: string, ...parameters: string[]): Promise<void>;
}

/**
 * Makes the environment at first, under the user's cache folder (`XDG_CACHE_HOME`); needs `python3` with `venv`.
 * Data and packages never enter the repository.
 */
export async function preparePython(say: (line: string) => void): Promise<Python> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'throughline', 'record-linkage');
  const python = join(folder, 'venv', 'bin', 'python');
  const wanted = await readFile(here('requirements.txt'), 'utf8');
  const installed = join(folder, 'installed.txt');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(installed) || (await readFile(installed, 'utf8')) !== wanted) {
    say('installing the Python packages, once');
    await run('python3', ['-m', 'venv', join(folder, 'venv')]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', here('requirements.txt')], {
      timeout: 600_000,
    });
    await writeFile(installed, wanted);
  }
  return {
    folder,
    async script(name, ...parameters) {
      await run(python, ['-W', 'ignore', here(name), ...parameters], {
        timeout: 600_000,
        maxBuffer: 64 * 2 ** 20,
      });
    },
  };
}
