import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const chart = fileURLToPath(new URL('throughline/', import.meta.url));

/**
 * Where Helm is: named by HELM, on the PATH, or where `go install` puts it. `undefined` when this machine has none.
 */
export function findHelm(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const candidates = [environment['HELM'], 'helm', join(homedir(), 'go', 'bin', 'helm')];
  return candidates.find(
    (candidate) =>
      candidate !== undefined && spawnSync(candidate, ['version'], { stdio: 'ignore' }).status === 0,
  );
}

/** Runs `helm <verb>` on the chart; what it says goes out as text. */
export function onChart(helm: string, verb: ReadonlyArray<string>, options: ReadonlyArray<string> = []) {
  const { status, stdout, stderr } = spawnSync(helm, [...verb, chart, ...options], { encoding: 'utf8' });
  return { ok: status === 0, stdout, said: `${stdout}${stderr}` };
}
