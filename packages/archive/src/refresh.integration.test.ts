import { testStack } from '@throughline/stack/testing';
import { afterAll, expect, test } from 'vitest';
import { createArchive } from './index.ts';
import { indexAll, sample } from './testing.ts';

const stack = await testStack();
const url = stack.openSearchUrl;
afterAll(() => stack.cleanUp());

const day = (month: number) => Date.UTC(2026, month, 15, 12);

test('the pace is set in the months that were written, and set back in every month that has it', async () => {
  const indexPrefix = `${stack.prefix}pace`;
  const intervals = async () => {
    const answer = await fetch(`${url}/${indexPrefix}-interactions-*/_settings?flat_settings=true`);
    const indices = (await answer.json()) as Record<string, { settings: Record<string, string> }>;
    return Object.fromEntries(
      Object.entries(indices).map(([name, { settings }]) => [
        name.slice(-2),
        settings['index.refresh_interval'],
      ]),
    );
  };
  const archive = createArchive({ url, indexPrefix });
  await archive.ensureTemplates();
  // Nothing is there yet.
  await archive.setRefreshPace('live');
  await archive.setRefreshPace('catching-up');
  const at = (month: number, name: string) =>
    sample(name, { occurredAt: day(month), receivedAt: day(month) + 500, text: name });
  await indexAll(archive, [at(7, 'august'), at(8, 'september')]);
  const other = createArchive({ url, indexPrefix });
  await indexAll(other, [at(9, 'october')]);
  // As an operator did.
  await fetch(`${url}/${indexPrefix}-interactions-2026-08/_settings`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"index.refresh_interval":"30s"}',
  });

  await archive.setRefreshPace('catching-up');
  expect(await intervals()).toEqual({ '08': '30s', '09': '5s', '10': '500ms' });
  await other.setRefreshPace('catching-up');
  expect(await intervals()).toEqual({ '08': '30s', '09': '5s', '10': '5s' });
  // Another process than the one that set it, which may be gone.
  await other.setRefreshPace('live');
  expect(await intervals()).toEqual({ '08': '30s', '09': '500ms', '10': '500ms' });
  await Promise.all([archive.close(), other.close()]);
});
