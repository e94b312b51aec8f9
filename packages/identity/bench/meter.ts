import { readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Database } from '@throughline/database';
import type { Interaction } from '@throughline/schemas';
import type { Resolver } from '../src/index.ts';
import type { IdentityTables } from '../src/store/reading.ts';
import { sql } from 'kysely';

/** What one thing took. */
export interface Timing {
  readonly what: string;
  readonly p50Ms: number;
}

/** What a run of batches took. */
export interface Figure extends Timing {
  /** Interactions a second by the clock. */
  readonly rate: number;
  /** Interactions a CPU second of this process and all of PostgreSQL's: per core. */
  readonly perCpuSecond: number;
  readonly p99Ms: number;
  /** Shares of the CPU time. */
  readonly ownMicroseconds: number;
  readonly serverMicroseconds: number;
}

const TICKS_PER_SECOND = 100;

function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const ticks = (fields: ReadonlyArray<string>, from: number, to: number): number =>
  fields.slice(from, to).reduce((sum, field) => sum + Number(field), 0);

/**
 * Tells the CPU seconds of PostgreSQL's server with all its processes, those too that have ended: vacuum, checkpoints and the
 * log count. Nobody else may use the server meanwhile. Always 0 where it runs on another machine. Linux only (`/proc`).
 */
export async function serverClock(database: Database<IdentityTables>): Promise<() => number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(database.kysely);
  let server = 0;
  try {
    server = Number(statOf(rows[0]?.pid ?? 0)[1]);
    if (!readFileSync(`/proc/${server}/comm`, 'utf8').startsWith('postgres')) return () => 0;
  } catch {
    return () => 0;
  }
  return () => {
    // Of the server itself: user and system time, and that of its children who have ended.
    let sum = ticks(statOf(server), 11, 15);
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const fields = statOf(Number(name));
        if (Number(fields[1]) === server) sum += ticks(fields, 11, 13);
      } catch {
        // It has ended between the two calls.
      }
    }
    return sum / TICKS_PER_SECOND;
  };
}

export const quantile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};

type Batches = ReadonlyArray<ReadonlyArray<Interaction>>;
export type Measure = (what: string, batches: Batches) => Promise<Figure>;

/** A resolver and what it is given, batch after batch, as by the consumer of a partition. */
export interface Lane {
  readonly resolver: Resolver;
  readonly batches: Batches;
}

/** Resolves the batches of all lanes, which run at once, and tells what that took. */
export function meterOf(server: () => number): (what: string, lanes: ReadonlyArray<Lane>) => Promise<Figure> {
  return async (what, lanes) => {
    const begun = performance.now();
    const cpu = process.cpuUsage();
    const serverBefore = server();
    const tookMs: number[] = [];
    const resolveAll = async ({ resolver, batches }: Lane) => {
      for (const batch of batches) {
        const from = performance.now();
        await resolver.resolve(batch);
        tookMs.push(performance.now() - from);
      }
    };
    await Promise.all(lanes.map(resolveAll));
    const seconds = (performance.now() - begun) / 1_000;
    const used = process.cpuUsage(cpu);
    const own = (used.user + used.system) / 1e6;
    const theirs = server() - serverBefore;
    const count = lanes.flatMap(({ batches }) => batches).reduce((sum, batch) => sum + batch.length, 0);
    return {
      what,
      rate: count / seconds,
      perCpuSecond: count / (own + theirs),
      p50Ms: quantile(tookMs, 0.5),
      p99Ms: quantile(tookMs, 0.99),
      ownMicroseconds: (own / count) * 1e6,
      serverMicroseconds: (theirs / count) * 1e6,
    };
  };
}

export function inBatches<T>(list: ReadonlyArray<T>, size: number): T[][] {
  const batches: T[][] = [];
  for (let from = 0; from < list.length; from += size) batches.push(list.slice(from, from + size));
  return batches;
}

const whole = (value: number) => Math.round(value).toLocaleString('en');

export function lineOf(figure: Figure | Timing): string {
  if (!('rate' in figure)) return `${figure.what.padEnd(34)} ${whole(figure.p50Ms).padStart(7)} ms`;
  return [
    figure.what.padEnd(34),
    `${whole(figure.rate).padStart(7)}/s`,
    `${whole(figure.perCpuSecond).padStart(7)} per CPU second`,
    `(${whole(figure.ownMicroseconds).padStart(4)} µs here, ${whole(figure.serverMicroseconds).padStart(4)} µs PostgreSQL)`,
    `batch p50 ${figure.p50Ms.toFixed(0)} ms, p99 ${figure.p99Ms.toFixed(0)} ms`,
  ].join('  ');
}
