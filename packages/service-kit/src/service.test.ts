import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';

// Each test starts a process of its own, which takes long where many do.
vi.setConfig({ testTimeout: 30_000 });

const service = fileURLToPath(new URL('./service.ts', import.meta.url));

/** Runs a service of its own in a process, until it says `Started`; then `then` happens to it. */
async function run(
  start: string,
  then: (child: ReturnType<typeof spawn>) => void,
  flags: ReadonlyArray<string> = [],
) {
  const options = `{ name: 'test', adminPort: 0, adminHost: '127.0.0.1', logLevel: 'info', graceMs: 300, start: ${start} }`;
  const script = `import { runService } from ${JSON.stringify(service)}; await runService(${options});`;
  const child = spawn(process.execPath, [...flags, '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    const before = output;
    output += chunk;
    if (!before.includes('"Started"') && output.includes('"Started"')) then(child);
  });
  const [code] = await once(child, 'close');
  return { code, output };
}

test('SIGTERM closes what was opened and ends with 0', async () => {
  const start = `async (kit) => { setInterval(() => 0, 1000); kit.onShutdown('a', () => kit.log.info('a closed')); return [() => kit.log.info('b closed')]; }`;
  const { code, output } = await run(start, (child) => child.kill('SIGTERM'));
  expect(code).toBe(0);
  expect(output).toMatch(/Shutting down[^]*b closed[^]*a closed[^]*Shut down/);
});

test('who keeps most of the heap that is allowed goes on all the same', async () => {
  const start = `() => {
    const kept = Array.from({ length: 1_000_000 }, (_, n) => ({ n, text: String(n) }));
    for (let n = 0; n < 10_000_000; n += 1) kept[n % kept.length] = { n, text: 'another' };
  }`;
  const { code } = await run(start, (child) => child.kill('SIGTERM'), ['--max-old-space-size=160']);
  expect(code).toBe(0);
});

test('what does not close ends with 1', async () => {
  const { code, output } = await run(`(kit) => kit.onShutdown('a', () => new Promise(() => 0))`, (child) =>
    child.kill('SIGINT'),
  );
  expect(code).toBe(1);
  expect(output).toContain('service.shutdown-overdue');
});

test.each([
  ['a start that fails', `async () => { throw new Error('no store'); }`],
  ['an unhandled rejection', `() => { setTimeout(() => Promise.reject(new Error('no store')), 5); }`],
  ['an uncaught exception', `() => { setTimeout(() => { throw new Error('no store'); }, 5); }`],
  ['a fatal error', `(kit) => { setTimeout(() => kit.fatal(new Error('no store')), 5); }`],
])('%s is logged and ends with 1', async (_name, start) => {
  const { code, output } = await run(start, () => undefined);
  expect(code).toBe(1);
  expect(output).toMatch(/"level":"fatal".*no store/);
});
