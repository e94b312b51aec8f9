import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROOFS, scaffold } from './scaffold.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const checkout = mkdtempSync(join(tmpdir(), 'new-platform-'));
const platforms = join(checkout, 'packages/platforms/src');

/** What every platform stands on; the platforms themselves would only make this slow. */
const SHARED = ['reading', 'schemes', 'calling', 'simulation'];
const bin = (name: string) => join(root, 'node_modules/.bin', name);
const inCheckout = { cwd: checkout, env: { ...process.env, NO_COLOR: '1' } };

/** The registries without the platforms that were left behind. */
function emptied(file: string): void {
  const path = join(platforms, file);
  const lines = readFileSync(path, 'utf8').split('\n');
  const kept = lines.filter(
    (line) =>
      !/^import .* from '\.\/[\w-]+\/(?:simulator\/)?index\.ts';$|^ {2}(?:entry\(|'?[\w-]+'?: \w+Simulator,)/.test(
        line,
      ) || line.includes('./simulation/'),
  );
  writeFileSync(path, kept.join('\n'));
}

beforeAll(() => {
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  cpSync(join(root, 'tsconfig.json'), join(checkout, 'tsconfig.json'));
  cpSync(join(root, '.prettierrc.json'), join(checkout, '.prettierrc.json'));
  cpSync(join(root, '.oxlintrc.json'), join(checkout, '.oxlintrc.json'));
  writeFileSync(join(checkout, 'package.json'), '{ "type": "module" }');
  const from = join(root, 'packages/platforms/src');
  const files = readdirSync(from).filter(
    (name) => name.endsWith('.ts') && !/^(index|destinations)\.ts$/.test(name),
  );
  // The shared rooms without their own tests, which may look at platforms.
  for (const name of SHARED)
    cpSync(join(from, name), join(platforms, name), {
      recursive: true,
      filter: (path) => !path.endsWith('.test.ts'),
    });
  for (const name of files) cpSync(join(from, name), join(platforms, name));
  emptied('registry.ts');
  emptied('simulators.ts');
});

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

const idOf = (proof: string) => `acme-${proof}`;

test('a new platform of each kind passes types, lint, format, the contract and its own test as it is', async () => {
  for (const proof of PROOFS) {
    const files = await scaffold({
      id: idOf(proof),
      name: `Acme ${proof}`,
      family: 'chat',
      proof,
      platforms,
    });
    expect(files).toContain(join(platforms, idOf(proof), `${idOf(proof)}.test.ts`));
  }
  const folders = PROOFS.map((proof) => join('packages/platforms/src', idOf(proof)));
  for (const folder of folders) {
    const texts = readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.\w+$/.test(name))
      .map((name) => readFileSync(join(checkout, folder, name), 'utf8'));
    expect(texts.join('\n')).not.toMatch(/example-?vendor(?!s)/i);
  }
  await Promise.all([
    run(bin('tsc'), ['-p', 'tsconfig.json'], inCheckout),
    run(bin('oxlint'), folders, inCheckout),
    run(bin('prettier'), ['--check', ...folders, 'packages/platforms/src/registry.ts'], inCheckout),
    run(
      bin('vitest'),
      [
        'run',
        '--root',
        checkout,
        '--testTimeout',
        '60000',
        'packages/platforms/src/contract.test.ts',
        ...folders,
      ],
      inCheckout,
    ),
  ]).catch((error: unknown) => {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${stdout}\n${stderr}`, { cause: error });
  });
}, 120_000);

test.each([
  ['an id that is none', 'Acme!', 'Acme'],
  ['one that there is already', 'reading', 'Reading'],
  ['a name that would end its quotes', 'acme-new', "Acme's"],
])('refuses %s and writes nothing', async (_, id, name) => {
  const before = readFileSync(join(platforms, 'registry.ts'), 'utf8');
  await expect(scaffold({ id, name, family: 'crm', proof: 'hmac', platforms })).rejects.toThrow(/\./);
  expect(readFileSync(join(platforms, 'registry.ts'), 'utf8')).toBe(before);
  expect(existsSync(join(platforms, 'acme-new'))).toBe(false);
});

test('the command says how it is used', async () => {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'main.ts'), '--help']);
  expect(stdout).toContain('npm run new:platform -- <id>');
  await expect(
    run(process.execPath, [join(import.meta.dirname, 'main.ts'), 'x', '--auth', 'magic']),
  ).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--auth is one of'),
  });
});
