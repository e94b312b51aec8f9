import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '@throughline/stack';

/** Everything that running Throughline from a checkout leaves in it. */
export const state = join(checkout, '.throughline');

export const files = {
  /** How to reach what runs; there only while it does. */
  run: join(state, 'run.json'),
  /** The process of `npm start`. */
  owner: join(state, 'start.pid'),
  /** Keys and passwords of this installation. */
  secrets: join(state, 'secrets.json'),
  /** The sources that the first start made, with their secrets, which the API shows but once. */
  sources: join(state, 'sources.json'),
  /** When the first story was told. */
  story: join(state, 'story.json'),
  logs: join(state, 'logs'),
};

export function readJson<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}

/** Writes a file that only its owner can read. */
export function writeJson(file: string, content: unknown): void {
  mkdirSync(state, { recursive: true });
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}
