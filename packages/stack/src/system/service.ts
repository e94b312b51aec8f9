import { setTimeout as sleep } from 'node:timers/promises';
import { createDaemon, lastLines } from '../process/daemon.ts';
import { answers } from '../process/probes.ts';
import { mainOf, nodeFlags, type SystemServiceName } from './services.ts';

/** One of Throughline's services as a process, which tests may take away and bring back. */
export interface SystemService {
  readonly name: SystemServiceName;
  readonly adminUrl: string;
  readonly logFile: string;
  readonly pid: number | undefined;
  /** Starts it and waits until it says that it is ready. */
  start(): Promise<void>;
  /** SIGTERM: it drains. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** A service that has run this long is sound: its next crash is the first again. */
const soundMs = 60_000;
const longestPauseMs = 30_000;

/** A service may find a store not quite there when everything starts at once. */
const startAttempts = 4;

interface SystemServiceOptions {
  readonly name: SystemServiceName;
  readonly environment: Readonly<Record<string, string>>;
  readonly adminPort: number;
  readonly folder: string;
  readonly logFolder: string;
  readonly log: (line: string) => void;
}

/** A service under watch: a crash is reported with the last lines of its log, and it is started again, ever more slowly. */
export function createSystemService(options: SystemServiceOptions): SystemService {
  const { name, environment, adminPort, folder, logFolder, log } = options;
  const adminUrl = `http://127.0.0.1:${adminPort}`;
  let crashes = 0;
  let startedAt = 0;
  let wanted = false;

  async function restart(exit: string): Promise<void> {
    crashes = Date.now() - startedAt > soundMs ? 1 : crashes + 1;
    const pause = Math.min(1000 * 2 ** (crashes - 1), longestPauseMs);
    log(`${name} crashed (${exit}); its last lines, from ${daemon.logFile}:`);
    log(lastLines(daemon.logFile, 8).replaceAll(/^/gm, '    '));
    log(`${name} starts again in ${pause / 1000} s`);
    await sleep(pause);
    if (!wanted) return;
    startedAt = Date.now();
    await daemon.start().then(
      () => log(`${name} is ready again`),
      () => (wanted ? restart('it did not become ready') : undefined),
    );
  }

  const daemon = createDaemon({
    name,
    folder,
    logFolder,
    prepare: () => ({
      command: process.execPath,
      arguments: [...nodeFlags, mainOf(name)],
      cwd: folder,
      environment: { ...environment, ADMIN_PORT: String(adminPort) },
    }),
    probe: () => answers(`${adminUrl}/readyz`),
    crashed: (exit) => void restart(exit),
    startMs: 180_000,
  });

  return {
    name,
    adminUrl,
    logFile: daemon.logFile,
    get pid() {
      return daemon.pid;
    },
    async start() {
      wanted = true;
      for (let attempt = 1; ; attempt++) {
        startedAt = Date.now();
        try {
          await daemon.start();
          return;
        } catch (error) {
          if (!wanted || attempt === startAttempts) throw error;
          log(`${name} did not start; its last lines, from ${daemon.logFile}:`);
          log(lastLines(daemon.logFile, 3).replaceAll(/^/gm, '    '));
          await sleep(1000 * 2 ** attempt);
        }
      }
    },
    async stop() {
      wanted = false;
      await daemon.stop();
    },
    async kill() {
      wanted = false;
      await daemon.kill();
    },
  };
}
