import { ready } from './bootstrap/install.mjs';
import { run } from './bootstrap/run.mjs';

// `npm test`: needs nothing but Node 20; the rest is brought.
const node = await ready();
process.exitCode = await run(node, ['scripts/checks/main.ts', ...process.argv.slice(2)], { watch: true });
