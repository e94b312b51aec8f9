import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';

/** Makes a platform's folder out of `template/`, which is code that is checked as it stands. */

export const FAMILIES = ['messaging', 'email', 'tickets', 'voice', 'chat', 'crm', 'commerce', 'web'] as const;
export type Family = (typeof FAMILIES)[number];

/** How the vendor proves that it is the sender. */
export const PROOFS = ['hmac', 'header', 'path'] as const;
export type Proof = (typeof PROOFS)[number];

export interface Order {
  /** Folder name and id: `acme-chat`. */
  readonly id: string;
  readonly name: string;
  readonly family: Family;
  readonly proof: Proof;
  /** The folder with all platforms and their registry. */
  readonly platforms: string;
}

/** A reason why there is no new folder, for the one who asked for it. */
export class ScaffoldRefused extends Error {}

const here = import.meta.dirname;
const NEAR = '../../../packages/platforms/src/';
const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `acme-chat` is `Acme Chat` to people and `acmeChat` in code. */
export const nameOf = (id: string): string => id.split('-').map(capitalized).join(' ');
const exportNameOf = (id: string): string =>
  id
    .split('-')
    .map((word, index) => (index === 0 ? word : capitalized(word)))
    .join('');

/** What the manifest says of each proof; the template has that of the first. */
const MANIFEST: Readonly<Record<Proof, ReadonlyArray<string>>> = {
  hmac: ["authentication: 'signature'", 'secrets: []', "secretSettings: ['secret']"],
  header: [
    "authentication: 'token'",
    "secrets: [{ in: 'header', name: 'x-webhook-secret' }]",
    "secretSettings: ['secret']",
  ],
  path: ["authentication: 'path-secret'", "secrets: [{ in: 'path' }]", "secretSettings: ['pathSecret']"],
};

function replaced(text: string, from: string, to: string, file: string): string {
  if (text.split(from).length !== 2) throw new Error(`${file} should have “${from}” in it once`);
  return text.replace(from, () => to);
}

function manifestOf(text: string, { family, proof }: Order): string {
  const written = MANIFEST.hmac.reduce(
    (result, part, index) => replaced(result, part, MANIFEST[proof][index] ?? part, 'manifest.ts'),
    text,
  );
  return replaced(written, "family: 'messaging'", `family: '${family}'`, 'manifest.ts');
}

/** The text of a file of the template as it belongs into the new folder. */
function adapted(text: string, file: string, order: Order): string {
  const placed = text
    .replaceAll(NEAR, '../')
    .replaceAll('example-vendor', order.id)
    .replaceAll('exampleVendor', exportNameOf(order.id))
    .replaceAll('Example Vendor', order.name);
  return file === 'manifest.ts' ? manifestOf(placed, order) : placed;
}

async function write(path: string, text: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const options = await resolveConfig(join(here, 'scaffold.ts'));
  writeFileSync(path, await format(text, { ...options, filepath: path }));
}

/** Adds the platform's line to the registry. */
async function register({ id, platforms }: Order): Promise<string> {
  const path = join(platforms, 'registry.ts');
  const name = exportNameOf(id);
  const text = readFileSync(path, 'utf8');
  const withImport = replaced(
    text,
    "import { platformErrors } from './errors.ts';\n",
    `import { platformErrors } from './errors.ts';\nimport { ${name} } from './${id}/index.ts';\n`,
    'registry.ts',
  );
  const list = 'const all: ReadonlyArray<Platform> = [';
  await write(path, replaced(withImport, list, `${list}entry(${name}),`, 'registry.ts'));
  return path;
}

/**
 * Writes the folder and registers it.
 * @returns the files that were written, the registry last
 * @throws ScaffoldRefused, and nothing is written
 */
export async function scaffold(order: Order): Promise<ReadonlyArray<string>> {
  const folder = join(order.platforms, order.id);
  if (!ID.test(order.id))
    throw new ScaffoldRefused('An id has lower-case letters, digits and hyphens, and begins with a letter.');
  if (/[\n'`\\]/.test(order.name)) throw new ScaffoldRefused('A name is one line without quotes.');
  if (existsSync(folder)) throw new ScaffoldRefused(`There is a folder ${folder} already.`);
  const templates = ['template', ...(order.proof === 'hmac' ? [] : [`template-${order.proof}`])];
  const sources = new Map<string, string>();
  for (const template of templates) {
    const root = join(here, template);
    for (const file of globSync('**/*.{ts,json,md}', { cwd: root })) sources.set(file, join(root, file));
  }
  const written: string[] = [];
  for (const [file, source] of sources) {
    const name = file.replace('example-vendor', order.id).replace('.spec.ts', '.test.ts');
    const path = join(folder, name);
    await write(path, adapted(readFileSync(source, 'utf8'), file, order));
    written.push(path);
  }
  return [...written.sort(), await register(order)];
}
