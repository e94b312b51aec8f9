import { testStack } from '@throughline/stack/testing';
import { afterAll, expect, test } from 'vitest';
import { createArchive } from './index.ts';
import { namesOf } from './names.ts';
import { TEMPLATE_VERSION, templatesOf } from './templates.ts';
import { indexAll, sample } from './testing.ts';

const stack = await testStack();
const url = stack.openSearchUrl;
const settings = { shards: 1, replicas: '0-1', refreshInterval: '500ms' };
afterAll(() => stack.cleanUp());

const put = async (path: string, body: unknown) =>
  expect(
    (
      await fetch(`${url}/${path}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).status,
  ).toBe(200);

const versionOf = async (name: string) => {
  const answer = await (await fetch(`${url}/_index_template/${name}`)).json();
  return (answer as { index_templates: [{ index_template: { version: number } }] }).index_templates[0]
    .index_template.version;
};

test('without the ICU plugin the standard analysis takes its place, and searches work alike', async () => {
  const prefix = `${stack.prefix}plain`;
  for (const { name, body } of templatesOf(namesOf(prefix), 'standard', settings))
    await put(`_index_template/${name}`, body);
  const archive = createArchive({ url, indexPrefix: prefix });
  await indexAll(archive, [sample('plain', { text: 'Die Rückerstattung, 我想退货' })]);
  await fetch(`${url}/${prefix}*/_refresh`, { method: 'POST' });
  for (const q of ['RÜCKERSTATTUNG', 'ruckerstattung', '退货', '0170 1234567'])
    expect((await archive.search({ q })).items).toHaveLength(1);
  await archive.close();
});

test('an older template is replaced and its months learn new fields; a newer one is left alone', async () => {
  const prefix = `${stack.prefix}upgrade`;
  const names = namesOf(prefix);
  const archive = createArchive({ url, indexPrefix: prefix });
  const [interactions] = templatesOf(names, 'icu', settings);
  if (interactions === undefined) throw new Error('No template');
  const { name, body } = interactions;
  const { aliases, settings: indexSettings } = body.template;
  await put(`_index_template/${name}`, {
    ...body,
    version: TEMPLATE_VERSION - 1,
    template: { aliases, settings: indexSettings, mappings: { dynamic: false } },
  });
  await put(names.interactionsOf('2026-01'), {});
  await archive.ensureTemplates();
  expect(await versionOf(name)).toBe(TEMPLATE_VERSION);
  const mapping = await (await fetch(`${url}/${names.interactionsOf('2026-01')}/_mapping`)).text();
  expect(mapping).toContain('"interactionId"');

  await put(`_index_template/${name}`, { ...body, version: TEMPLATE_VERSION + 1 });
  await archive.ensureTemplates();
  expect(await versionOf(name)).toBe(TEMPLATE_VERSION + 1);
  await archive.close();
});
