import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const onPath = (name: string): string =>
  spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();

const installed = (): string | undefined =>
  [process.env['CHROMIUM_PATH'] ?? '', ...names.map(onPath), ...elsewhere].find(
    (path) => path !== '' && existsSync(path),
  );

/**
 * The browser that the console is tested in: one of this machine, else Debian's, which is installed when we may.
 * @returns its path, or undefined when there is none and we may not install one
 */
export function findChromium(log: (line: string) => void): string | undefined {
  const found = installed();
  if (found || process.getuid?.() !== 0 || onPath('apt-get') === '') return found;
  log('installing Chromium with apt-get, for the tests of the console');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { stdio: 'ignore', env: environment } as const;
  spawnSync('apt-get', ['update', '-q'], options);
  spawnSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'], options);
  return installed();
}
