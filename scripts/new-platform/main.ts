/** Starts a new platform: `npm run new:platform -- <id> [--family …] [--auth …]`. */
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { FAMILIES, nameOf, PROOFS, scaffold, ScaffoldRefused } from './scaffold.ts';

const root = new URL('../../', import.meta.url).pathname;

const HELP = `Usage: npm run new:platform -- <id> [options]

Makes packages/platforms/src/<id>, a platform that passes its checks and reads an invented vendor's messages, and registers it.

  --name <name>      what people call it; made from the id where it is left out
  --family <family>  ${FAMILIES.join(', ')} (${FAMILIES[0]} where it is left out)
  --auth <auth>      how the vendor proves itself: ${PROOFS.join(', ')} (${PROOFS[0]} where it is left out)
  --help             this text
`;

const nextSteps = (id: string) => `
Next, in packages/platforms/src/${id}:
  1. manifest.ts: the vendor's page, what is captured, the steps to connect it.
  2. source/verify.ts and source/settings.ts: the vendor's own signature, and a test with its published vector or SDK.
  3. fixtures/: deliveries as the vendor shows them; replace each provenance.
  4. source/normalize.ts, samples.ts: every event that carries an interaction.
  5. README.md: what is captured, quirks, what could not be confirmed.
Try it: npx vitest run packages/platforms/src/${id} && npx vitest run packages/platforms/src/contract.test.ts -t '^${id} '
Then:   npm run generate   (the catalogue in docs/)
`;

const one = <const Word extends string>(words: ReadonlyArray<Word>, given: string, option: string): Word => {
  const found = words.find((word) => word === given);
  if (found === undefined) throw new ScaffoldRefused(`--${option} is one of: ${words.join(', ')}.`);
  return found;
};

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      family: { type: 'string', default: FAMILIES[0] },
      auth: { type: 'string', default: PROOFS[0] },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [id] = positionals;
  if (values.help === true || id === undefined) {
    process.stdout.write(HELP);
    if (values.help !== true) process.exitCode = 1;
    return;
  }
  const files = await scaffold({
    id,
    name: values.name ?? nameOf(id),
    family: one(FAMILIES, values.family, 'family'),
    proof: one(PROOFS, values.auth, 'auth'),
    platforms: `${root}packages/platforms/src`,
  });
  for (const file of files) process.stdout.write(`wrote ${relative(root, file)}\n`);
  process.stdout.write(nextSteps(id));
}

try {
  await run();
} catch (error) {
  const asked = error instanceof ScaffoldRefused || (error instanceof TypeError && 'code' in error);
  if (!asked) throw error;
  process.stderr.write(`${error.message}\n\n${HELP}`);
  process.exitCode = 1;
}
