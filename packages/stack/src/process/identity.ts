import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** A process as remembered on disk: ids are reused, so the time of its start belongs to it. */
interface Remembered {
  readonly pid: number;
  readonly started: string;
}

/** When a process started, in the system's own terms; nothing when there is no such process or only a zombie. */
function startOf(pid: number): string | undefined {
  try {
    if (existsSync('/proc/self/stat')) {
      // The command's name, in brackets, may hold anything; the fields after it are state (0) … start time (19).
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      // A killed process whose threads are still ending is a zombie that yet holds its sockets.
      const ended = fields[0] === 'X' || (fields[0] === 'Z' && readdirSync(`/proc/${pid}/task`).length < 2);
      return ended ? undefined : fields[19];
    }
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

export const isAlive = (pid: number): boolean => startOf(pid) !== undefined;

export function rememberProcess(file: string, pid: number): void {
  const remembered: Remembered = { pid, started: startOf(pid) ?? '' };
  writeFileSync(file, JSON.stringify(remembered));
}

export function forgetProcess(file: string): void {
  rmSync(file, { force: true });
}

/** The id of the process that a file remembers, if that very process still runs. */
export function recallProcess(file: string): number | undefined {
  try {
    const { pid, started } = JSON.parse(readFileSync(file, 'utf8')) as Remembered;
    return startOf(pid) === started ? pid : undefined;
  } catch {
    return undefined;
  }
}
