/** One line of the result. */
export interface Row {
  readonly what: string;
  /** Events per second. */
  readonly rate?: number;
  /** Events per second of CPU of the process. */
  readonly perCpuSecond?: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly peakMb?: number;
  /** To the bare baseline of the same run. */
  readonly ratio?: number;
  /** What is to be reached, as a sentence. */
  readonly goal?: string;
}

const shown = (value: number | undefined, digits = 0): string =>
  value === undefined
    ? ''
    : value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });

export function table(rows: ReadonlyArray<Row>): string {
  const lines = rows.map((row) =>
    [
      row.what,
      shown(row.rate),
      shown(row.perCpuSecond),
      shown(row.p50Ms, 1),
      shown(row.p99Ms, 1),
      shown(row.peakMb),
      shown(row.ratio, 2),
      row.goal ?? '',
    ].join(' | '),
  );
  const head = ['what', 'per second', 'per CPU second', 'p50 ms', 'p99 ms', 'peak MB', 'ratio', 'to reach'];
  return [
    `| ${head.join(' | ')} |`,
    `|${' --- |'.repeat(head.length)}`,
    ...lines.map((line) => `| ${line} |`),
  ].join('\n');
}

export function median(values: ReadonlyArray<number>): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
