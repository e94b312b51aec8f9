import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { root } from './install.mjs';

/**
 * Runs a command to its end. Signals that this process gets are passed on; a child with `watch` also ends when this process is
 * killed, as the channel between them then closes.
 * @param {string} node the Node that goes first on the path
 * @param {string[]} args
 * @param {{ watch?: boolean, command?: string }} [options]
 * @returns {Promise<number>} its exit code
 */
export function run(node, args, { watch = false, command = node } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: watch ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}`, NODE_NO_WARNINGS: '1' },
  });
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  const forwards = signals.map((signal) => {
    const forward = () => child.kill(signal);
    process.on(signal, forward);
    return () => process.off(signal, forward);
  });
  return new Promise((done) => {
    child.once('error', (error) => {
      console.error(error.message);
      done(1);
    });
    child.once('exit', (code, signal) => {
      for (const off of forwards) off();
      done(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}
