import { existsSync, readFileSync } from 'node:fs';
import { format } from 'prettier';
import { generateTypes } from '../../schemas/src/generate.ts';
import { chartSchema, chartSettings } from './chart.ts';
import { errorPage } from './errors.ts';
import { platformPage } from './platforms.ts';
import { settingsPage } from './settings.ts';
import { topicPage } from './topics.ts';

const root = new URL('../../', import.meta.url);

export interface Page {
  readonly path: string;
  readonly text: string;
}

const markdown = (text: string) => format(text, { parser: 'markdown', printWidth: 110 });
const json = (text: string) => format(text, { parser: 'json', printWidth: 110 });

const chart = 'deploy/k8s/throughline';

/** Everything that is made from the code, as it should be. */
export const pages = async (): Promise<ReadonlyArray<Page>> => [
  { path: 'schemas/generated/types.ts', text: generateTypes() },
  { path: 'schemas/README.md', text: await markdown(topicPage()) },
  { path: 'docs/errors.md', text: await markdown(await errorPage()) },
  { path: 'docs/settings.md', text: await markdown(await settingsPage()) },
  { path: 'docs/platforms.md', text: await markdown(platformPage()) },
  { path: `${chart}/values.schema.json`, text: await json(await chartSchema()) },
  { path: `${chart}/files/settings.json`, text: await json(await chartSettings()) },
];

export async function stalePages(): Promise<ReadonlyArray<Page>> {
  return (await pages()).filter(({ path, text }) => {
    const url = new URL(path, root);
    return !existsSync(url) || readFileSync(url, 'utf8') !== text;
  });
}
