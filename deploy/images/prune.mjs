// Takes the rooms that no service needs, and all development dependencies, out of a checkout that becomes an image:
// npm then prunes what only they needed. Runs in the image's build alone.
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

for (const room of ['packages/stack', 'packages/traffic']) {
  rmSync(room, { recursive: true });
  rmSync(`node_modules/@throughline/${room.split('/')[1]}`, { force: true });
}
for (const file of globSync(['package.json', '{packages,services}/*/package.json', 'schemas/package.json'])) {
  const { devDependencies: _, ...manifest } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}
