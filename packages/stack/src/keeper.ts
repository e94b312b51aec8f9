import { stackConfig } from './config.ts';
import { openInstance } from './instance.ts';

/**
 * Keeps a promise for a process that may be killed: when its owner is gone, by whatever way, the pipe from it closes, and what still
 * runs for the instance is ended. Arguments: the instance's name, and `discard` if its data shall go too.
 */
const [name = '', after] = process.argv.slice(2);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.stdin.resume();
process.stdin.once('close', () => {
  void openInstance(stackConfig(), name).end({ data: after === 'discard' });
});
