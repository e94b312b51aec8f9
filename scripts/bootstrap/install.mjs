import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const root = resolve(fileURLToPath(new URL('../../', import.meta.url)));

const modules = join(root, 'node_modules');
export const node24 = join(modules, '.bin', 'node');

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * Whether node_modules holds what package-lock.json lists. npm writes its own list as the last step of an install, so an
 * interrupted one counts as none.
 */
function isFresh() {
  const listed = join(modules, '.package-lock.json');
  if (!existsSync(listed)) return false;
  const installed = readJson(listed).packages;
  return Object.entries(readJson(join(root, 'package-lock.json')).packages).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/')) return true;
    const found = installed[path];
    return found ? found.version === wanted.version : wanted.optional || wanted.peer;
  });
}

/** npm as a command: the one that runs us, else the one on the path. @param {string[]} args */
function npm(args) {
  const cli = process.env.npm_execpath;
  const isScript = cli && /\.[cm]?js$/.test(cli);
  return spawn(isScript ? process.execPath : 'npm', isScript ? [cli, ...args] : args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
}

function countPackages() {
  try {
    return readdirSync(modules).length;
  } catch {
    return 0;
  }
}

async function install() {
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  console.log('installing the npm packages that package-lock.json lists');
  const ticker = setInterval(() => console.log(`  … ${seconds()} s, ${countPackages()} packages`), 5000);
  const child = npm(['ci', '--no-audit', '--no-fund']);
  const forward = () => child.kill('SIGTERM');
  process.once('SIGINT', forward);
  process.once('SIGTERM', forward);
  let problems = '';
  child.stderr.on('data', (data) => (problems += data));
  const code = await new Promise((done) => {
    child.once('error', () => done(1));
    child.once('close', done);
  });
  clearInterval(ticker);
  process.off('SIGINT', forward);
  process.off('SIGTERM', forward);
  if (code !== 0) {
    console.error(
      `${problems.trimEnd()}\n\nThe packages could not be installed: check that npm reaches its registry, and run the command again.`,
    );
    process.exit(1);
  }
  console.log(`  installed in ${seconds()} s`);
}

/** The major version of a Node binary, 0 when it does not run. @param {string} binary */
function majorOf(binary) {
  const { stdout } = spawnSync(binary, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  return Number.parseInt(stdout ?? '', 10) || 0;
}

/**
 * A Node that runs TypeScript. It comes as a package whose install script fetches the binary; where npm was told to run no such
 * scripts, that one is run here.
 * @returns {string}
 */
function findNode() {
  if (majorOf(node24) >= 24) return node24;
  if (majorOf(process.execPath) >= 24) return process.execPath;
  const folder = join(modules, 'node');
  spawnSync(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (majorOf(node24) >= 24) return node24;
  console.error(
    'Node 24 is needed and its package brought none: install it (https://nodejs.org) or run `npm rebuild node`.',
  );
  process.exit(1);
}

/**
 * Installs what is missing.
 * @returns {Promise<string>} the Node to run everything with
 */
export async function ready() {
  if (!isFresh()) await install();
  return findNode();
}
