/** Writes what is made from the code: `npm run generate`. With `--check`, names what is stale and exits with 1. */
import { writeFileSync } from 'node:fs';
import { stalePages } from './pages.ts';

const root = new URL('../../', import.meta.url);
const stale = await stalePages();
if (process.argv.includes('--check')) {
  for (const { path } of stale)
    process.stderr.write(`${path} is stale: run \`npm run generate\` and commit it.\n`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  for (const { path, text } of stale) {
    writeFileSync(new URL(path, root), text);
    process.stdout.write(`wrote ${path}\n`);
  }
}
