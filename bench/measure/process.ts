import { readFileSync } from 'node:fs';

/** What the kernel has accounted to a process so far. Linux only. */
export interface Usage {
  /** User and system time, seconds. */
  readonly cpuSeconds: number;
  /** Largest resident set so far, MB. */
  readonly peakMb: number;
  readonly at: number;
}

const TICKS_PER_SECOND = 100;

export function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const peakKb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    peakMb: peakKb / 1024,
    at: performance.now(),
  };
}

export interface Span {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

export const spanOf = (from: Usage, to: Usage): Span => ({
  seconds: (to.at - from.at) / 1000,
  cpuSeconds: to.cpuSeconds - from.cpuSeconds,
  peakMb: to.peakMb,
});
