import { referenceOf } from '@throughline/service-kit';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { configSchema } from './config.ts';

const rowsOf = (markdown: string) =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));

test('the README lists every setting as the schema describes it', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const settings = readme.split('## Settings')[1]?.split('\n## ')[0] ?? '';
  expect(rowsOf(settings)).toEqual(rowsOf(referenceOf(configSchema)));
});
