/**
 * Waits until this process is asked to end: by a signal, or because the process that started it is gone.
 * @returns what asked
 */
export function untilAsked(): Promise<string> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done(signal));
    process.once('disconnect', () => done('the terminal is gone'));
  });
}
