import { ready } from './bootstrap/install.mjs';
import { run } from './bootstrap/run.mjs';

// `npm stop`, `npm run reset` and the like: `node scripts/run.mjs stop | reset | status | setup | stack …`.
const node = await ready();
process.exitCode = await run(node, ['scripts/commands/main.ts', ...process.argv.slice(2)]);
