import { chmodSync, chownSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The user and group `nobody` (65534 on Linux): what PostgreSQL and OpenSearch, which refuse root, run as. */
const nobody = 65_534;

const isRoot = process.getuid?.() === 0;

/** Spawn options that drop root; empty for anyone else. */
export const unprivileged: { readonly uid?: number; readonly gid?: number } = isRoot
  ? { uid: nobody, gid: nobody }
  : {};

/** Whether the user that the unprivileged services run as may enter a folder, which need not exist yet. */
export function readableByNobody(path: string): boolean {
  if (!isRoot) return true;
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const entry = statSync(folder, { throwIfNoEntry: false });
    if (entry && (entry.mode & 0o001) === 0 && entry.uid !== nobody) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Makes a folder that the unprivileged services own. */
export function ownedFolder(path: string): string {
  mkdirSync(path, { recursive: true });
  if (isRoot) chownSync(path, nobody, nobody);
  return path;
}

/** Lets everyone read a tree: some archives ship files of mode 0660, and a umask may have closed the rest. */
export function openTree(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) openTree(child);
    else if (entry.isFile()) chmodSync(child, statSync(child).mode | 0o444);
  }
  chmodSync(path, statSync(path).mode | 0o555);
}
