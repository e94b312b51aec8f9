import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { checkout } from '@throughline/stack';

export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** What failed, each by its file, its name and the first line of why: said again at the end, where a reader looks. */
  readonly failures?: readonly string[];
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
  readonly testResults: readonly {
    readonly name: string;
    readonly status: 'passed' | 'failed';
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

const MESSAGE_LENGTH = 300;

const why = (message: string): string => (message.split('\n', 1)[0] ?? '').slice(0, MESSAGE_LENGTH);

/** A file that could not be loaded has no test that failed: then its own message stands for it. */
function failuresOf({ testResults }: VitestReport): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(checkout, name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && failed.length === 0) return [`${file}: ${why(message)}`];
    return failed.map((test) => `${file} > ${test.fullName}: ${why(test.failureMessages?.[0] ?? '')}`);
  });
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
    const read = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
    // A file that could not be loaded, or a setup that failed, has no failed test and yet fails the run.
    const failed = read.numFailedTests || (code === 0 ? 0 : 1);
    return { passed: read.numPassedTests, failed, failures: failuresOf(read) };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
