import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stackErrors } from '../errors.ts';
import { forgetProcess, isAlive, recallProcess, rememberProcess } from './identity.ts';

export interface DaemonCommand {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly uid?: number;
  readonly gid?: number;
}

export interface Daemon {
  readonly name: string;
  readonly logFile: string;
  readonly pid: number | undefined;
  /** Starts it and waits until it answers. */
  start(): Promise<void>;
  /** Asks it to end and waits; after the grace it is killed. */
  stop(): Promise<void>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

interface DaemonOptions {
  readonly name: string;
  readonly folder: string;
  readonly prepare: () => DaemonCommand | Promise<DaemonCommand>;
  /** Whether it answers. */
  readonly probe: () => Promise<boolean>;
  /** Runs once it answers, each time. */
  readonly ready?: () => Promise<void>;
  readonly stopSignal?: NodeJS.Signals;
  /** Where the log is written, if not beside the pid file. */
  readonly logFolder?: string;
  /** Called when it ends without having been asked to. */
  readonly crashed?: (exit: string) => void;
  readonly startMs?: number;
  readonly graceMs?: number;
}

const largestLog = 20_000_000;

/** Characters of a line that are worth showing: structured logs have long ones. */
const shownOfLine = 400;

/** The last lines of a log, for the message that says why a process did not start. */
export function lastLines(file: string, count: number): string {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(-count)
    .map((line) => line.slice(0, shownOfLine))
    .join('\n');
}

/** Waits until a process is gone; false when it still runs after the time. */
async function gone(pid: number, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (isAlive(pid)) {
    if (Date.now() > end) return false;
    await sleep(25);
  }
  return true;
}

/** Ends the process that a pid file remembers, if it still runs. */
export async function endRemembered(
  pidFile: string,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<boolean> {
  const pid = recallProcess(pidFile);
  if (pid !== undefined) {
    process.kill(pid, signal);
    if (!(await gone(pid, graceMs))) {
      process.kill(pid, 'SIGKILL');
      await gone(pid, 10_000);
    }
  }
  forgetProcess(pidFile);
  return pid !== undefined;
}

/**
 * A long-running process with a pid file and a log. It is the leader of a process group of its own, so that Ctrl-C in
 * a terminal reaches the services first and the stores are stopped after them.
 */
export function createDaemon(options: DaemonOptions): Daemon {
  const pidFile = join(options.folder, `${options.name}.pid`);
  const logFile = join(options.logFolder ?? options.folder, `${options.name}.log`);
  let asked = false;

  async function spawnOnce(): Promise<ChildProcess> {
    const command = await options.prepare();
    if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > largestLog) rmSync(logFile);
    const log = openSync(logFile, 'a');
    const child = spawn(command.command, command.arguments, {
      cwd: command.cwd,
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...command.environment },
      ...(command.uid === undefined ? {} : { uid: command.uid, gid: command.gid }),
    });
    closeSync(log);
    child.on('error', () => undefined);
    child.once('exit', (code, signal) => {
      if (!asked) options.crashed?.(signal ?? `exit code ${code}`);
    });
    child.unref();
    if (child.pid !== undefined) rememberProcess(pidFile, child.pid);
    return child;
  }

  async function start(): Promise<void> {
    if (recallProcess(pidFile) !== undefined) return;
    asked = true; // until it answers, its end is told by an error
    const end = Date.now() + (options.startMs ?? 300_000);
    const child = await spawnOnce();
    let exited = child.pid === undefined;
    child.once('exit', () => (exited = true));
    while (!(await options.probe())) {
      if (exited || Date.now() > end) {
        await endRemembered(pidFile, 'SIGKILL', 0);
        throw stackErrors.serviceFailed({
          detail: { service: options.name, log: logFile, end: lastLines(logFile, 15) },
        });
      }
      await sleep(50);
    }
    await options.ready?.();
    asked = false;
  }

  async function end(signal: NodeJS.Signals, graceMs: number): Promise<void> {
    asked = true;
    await endRemembered(pidFile, signal, graceMs);
  }

  return {
    name: options.name,
    logFile,
    get pid() {
      return recallProcess(pidFile);
    },
    start,
    stop: () => end(options.stopSignal ?? 'SIGTERM', options.graceMs ?? 30_000),
    kill: () => end('SIGKILL', 0),
  };
}
