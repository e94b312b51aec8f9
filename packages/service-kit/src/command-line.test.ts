import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { helpOf } from './index.ts';

test('help names every variable, what it is for, and what it is without being set', () => {
  const schema = z.object({
    STORE_URL: z.url().describe('Where the store is'),
    PORT: z.coerce.number().default(80).describe('Port to listen on'),
    NAME: z.string().optional().describe('Shown in logs'),
  });
  expect(helpOf('thing', schema)).toBe(
    'thing takes no arguments. It reads these environment variables:\n\n' +
      '  STORE_URL (required)\n      Where the store is\n' +
      '  PORT [80]\n      Port to listen on\n' +
      '  NAME\n      Shown in logs\n',
  );
});

test('a process with a bad configuration says so in plain lines, without values, and ends', () => {
  const script = `import { configure } from '${new URL('./index.ts', import.meta.url).href}';
    import { z } from '${import.meta.resolve('zod')}';
    configure('thing', z.object({ STORE_URL: z.url(), KEY: z.string() }));`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { PATH: process.env['PATH'], STORE_URL: 'secret value' },
  });
  expect(status).toBe(78);
  expect(stderr).toContain('thing cannot start');
  expect(stderr).toContain('  - STORE_URL: Invalid URL\n  - KEY is required\n');
  expect(stderr).not.toContain('secret value');
});
