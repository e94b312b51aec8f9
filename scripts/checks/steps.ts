import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from '@throughline/stack';

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

const bin = (name: string): string => join(checkout, 'node_modules', '.bin', name);

/** Children that run now: told to end when we are, and waited for, since Vitest stops its stack then. */
const running = new Set<ReturnType<typeof spawn>>();

export function endAll(signal: NodeJS.Signals): void {
  for (const child of running) child.kill(signal);
}

function execute(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const child = spawn(command, args, { cwd: checkout, stdio: 'inherit', env: { ...process.env, ...env } });
  running.add(child);
  return new Promise((done) => {
    child.once('error', () => done(1));
    child.once('close', (code) => {
      running.delete(child);
      done(code ?? 1);
    });
  });
}

/** One check that is a command: it counts as one. */
const check = (title: string, command: string, args: readonly string[]) => ({
  title,
  run: async (): Promise<Count> => {
    const code = await execute(command, args);
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  },
});

export const checks = [
  check('format', bin('prettier'), ['--check', '--log-level', 'warn', '.']),
  check('lint', bin('oxlint'), []),
  check('types', bin('tsc'), ['-p', 'tsconfig.json']),
  check('types of the web UI', bin('tsc'), ['-p', 'services/console/web/tsconfig.json', '--noEmit']),
  check('generated files are fresh', process.execPath, ['scripts/generate/main.ts', '--check']),
];

export const webBuild = check('the web UI builds', process.execPath, [
  'scripts/commands/main.ts',
  'build-web',
]);

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
}

/** Vitest over one project, or both; what it says goes to the terminal, what it counts comes back. */
export async function vitest(options: {
  readonly projects: readonly string[];
  readonly filters: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-tests-'));
  const report = join(folder, 'report.json');
  const projects = options.projects.flatMap((project) => ['--project', project]);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await execute(bin('vitest'), ['run', ...projects, ...reporters, ...options.filters], {
    THROUGHLINE_OWN_STACK: '1',
    ...options.env,
  });
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
    // A file that could not be loaded, or a setup that failed, has no failed test and yet fails the run.
    return { passed: numPassedTests, failed: numFailedTests || (code === 0 ? 0 : 1) };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
