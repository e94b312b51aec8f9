import type { Api, FetchedObject, History, HistoryItem } from '../../contract.ts';
import { getJson } from '../../calling/index.ts';
import {
  arrayOf,
  interactionIdOf,
  objectOf,
  parseTime,
  pointerTo,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { accountOf, apiUrl, ready } from './access.ts';
import type { Settings } from './settings.ts';
import { isModule, MODULES, type Module } from './trigger.ts';

/** The modules that have views; the others can only be listed by whose they are. */
export const LISTS: ReadonlyArray<Module> = ['contact', 'account', 'deal'];

export const updated = (entry: Json): number => parseTime(entry['updated_at']) ?? 0;

/** Every module has a view of all its records: `GET /api/contacts/filters` names them. */
async function viewOf(module: Module, api: Api<Settings>): Promise<string | undefined> {
  const answer = await getJson(api, apiUrl(api.settings, `/${MODULES[module].path}/filters`));
  const views = arrayOf(objectOf(answer)['filters']).map(objectOf);
  const all = views.find((view) => /^all\b/i.test(stringOf(view['name']) ?? '')) ?? views[0];
  return stringOf(all?.['id']);
}

/**
 * A page of the view, from the latest change backwards until `since` is passed. What changes meanwhile pushes the others down,
 * so that one is seen twice rather than missed.
 * @param place `{view} {page}`; empty for the first page
 */
export async function pageOf(
  module: Module,
  place: string,
  since: number,
  api: Api<Settings>,
): Promise<{ readonly entries: ReadonlyArray<Json>; readonly next: string | undefined }> {
  const [known = '', page = '1'] = place.split(' ');
  const view = known === '' ? await viewOf(module, api) : known;
  if (view === undefined) return { entries: [], next: undefined };
  const query = new URLSearchParams({ sort: 'updated_at', sort_type: 'desc', page, per_page: '100' });
  const { path } = MODULES[module];
  const url = apiUrl(api.settings, `/${path}/view/${encodeURIComponent(view)}?${query.toString()}`);
  const answer = objectOf(await getJson(api, url));
  const entries = arrayOf(answer[path]).map(objectOf);
  const pages = Number(objectOf(answer['meta'])['total_pages'] ?? 0);
  const goesOn = Number(page) < pages && entries.every((entry) => updated(entry) >= since);
  return { entries, next: goesOn ? `${view} ${Number(page) + 1}` : undefined };
}

/** An entry of a view, wrapped as the request for it alone would have been answered. */
export const objectOfEntry = (
  { path, name }: (typeof MODULES)[Module],
  entry: Json,
  settings: Settings,
): FetchedObject => ({
  url: apiUrl(settings, `/${path}/${stringOf(entry['id']) ?? ''}`),
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ [name]: entry })),
});

function itemOf(module: Module, entry: Json, settings: Settings): HistoryItem[] {
  const id = stringOf(entry['id']);
  if (id === undefined) return [];
  return [
    {
      pointer: pointerTo(module, id),
      interactionIds: [interactionIdOf(manifest.id, accountOf(settings.siteUrl), `${module}/${id}`)],
      object: objectOfEntry(MODULES[module], entry, settings),
    },
  ];
}

/** Pages are `{module} {view} {page}`. */
export const history: History<Settings> = {
  days: 180,
  ready,
  async list({ from, to, page = 'contact' }, api) {
    const [named = '', ...place] = page.split(' ');
    const module = isModule(named) ? named : 'contact';
    const { entries, next } = await pageOf(module, place.join(' '), from, api);
    const following = next === undefined ? LISTS[LISTS.indexOf(module) + 1] : `${module} ${next}`;
    const items = entries
      .filter((entry) => updated(entry) >= from && updated(entry) < to)
      .flatMap((entry) => itemOf(module, entry, api.settings));
    return { items, ...(following === undefined ? {} : { next: following }) };
  },
};
