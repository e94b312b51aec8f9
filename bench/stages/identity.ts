import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Row } from '../measure/report.ts';
import type { BenchContext } from './context.ts';

const FLAGS = ['--max-semi-space-size=8', '--max-old-space-size=192'];
const WARM_PEOPLE = 20_000;

const goals: Readonly<Record<string, string>> = {
  new: '1,500 per CPU second',
  known: '5,000 per CPU second',
};

/**
 * The resolver alone, one process over PostgreSQL: who is new, who is known, customers of ten thousand identifiers, two replicas
 * over the same people; with `--grow`, as the tables grow. Its CPU seconds are those of the process and of all of PostgreSQL.
 */
export async function identityStage({ stack, grow, say }: BenchContext): Promise<Row[]> {
  const bench = fileURLToPath(new URL('../../packages/identity/bench/resolve.ts', import.meta.url));
  const wanted = grow > 0 ? ['--grow', String(grow)] : ['--people', String(WARM_PEOPLE)];
  const child = spawn(process.execPath, [...FLAGS, bench, '--json', ...wanted], {
    env: { ...process.env, DATABASE_URL: stack.databaseUrl, SCHEMA_REGISTRY_URL: stack.registryUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const rows: Row[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const { what, rate, perCpuSecond, p50Ms, p99Ms } = JSON.parse(line) as Row;
    const goal = goals[what.split(',', 1)[0] ?? ''];
    rows.push({
      what: `identity, ${what}`,
      ...(rate === undefined ? {} : { rate }),
      ...(perCpuSecond === undefined ? {} : { perCpuSecond }),
      ...(p50Ms === undefined ? {} : { p50Ms }),
      ...(p99Ms === undefined ? {} : { p99Ms }),
      ...(goal === undefined ? {} : { goal }),
    });
  }
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`the identity bench ended with ${code}`);
  say('identity: done');
  return rows;
}
