import type { FetchedObject, History, HistoryItem } from '../../contract.ts';
import { getJson } from '../../calling/index.ts';
import { arrayOf, interactionIdOf, objectOf, pointerTo, stringOf, type Json } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { accountOf, apiUrl, ready } from './access.ts';
import type { Settings } from './settings.ts';

/** Customers by their last change, orders by when they were placed: the times that they are archived by. */
export const LISTS = {
  customer: { path: '/customers/search', time: 'updated_at', object: '/customers/' },
  order: { path: '/orders', time: 'created_at', object: '/orders/' },
} as const;

export const PAGE_SIZE = 100;

type Filter = readonly [field: string, condition: string, value: string];

/** https://developer.adobe.com/commerce/webapi/rest/use-rest/performing-searches/: filters of different groups all hold. */
export function searchCriteria(
  filters: ReadonlyArray<Filter>,
  sort: 'entity_id' | 'updated_at' = 'entity_id',
  page = 1,
): string {
  const query = new URLSearchParams();
  for (const [index, [field, condition, value]] of filters.entries()) {
    const at = `searchCriteria[filter_groups][${index}][filters][0]`;
    query.set(`${at}[field]`, field);
    query.set(`${at}[condition_type]`, condition);
    query.set(`${at}[value]`, value);
  }
  query.set('searchCriteria[sortOrders][0][field]', sort);
  query.set('searchCriteria[sortOrders][0][direction]', 'ASC');
  query.set('searchCriteria[pageSize]', String(PAGE_SIZE));
  query.set('searchCriteria[currentPage]', String(page));
  return query.toString();
}

/** Magento's times are in UTC, to the second. */
export const written = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ');

export const idOf = (entry: Json): string | undefined =>
  stringOf(entry['entity_id']) ?? stringOf(entry['id']);

function itemOf(list: keyof typeof LISTS, entry: Json, settings: Settings): HistoryItem[] {
  const id = idOf(entry);
  if (id === undefined) return [];
  const account = accountOf(settings.siteUrl ?? '');
  return [
    {
      pointer: pointerTo(list, id),
      interactionIds: [interactionIdOf(manifest.id, account, `${list}/${id}`)],
      object: objectOfEntry(list, entry, settings),
    },
  ];
}

/** An entry of a list, as the request for it alone would have been answered. */
export const objectOfEntry = (list: keyof typeof LISTS, entry: Json, settings: Settings): FetchedObject => ({
  url: apiUrl(settings, LISTS[list].object + (idOf(entry) ?? '')),
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(entry)),
});

/** Pages are `{list} {id}`: what comes behind that id. A page number would skip what leaves the span meanwhile. */
export const history: History<Settings> = {
  days: 365,
  ready,
  async list({ from, to, page = 'customer 0' }, api) {
    const [named, after = '0'] = page.split(' ');
    const list = named === 'order' ? 'order' : 'customer';
    const { path, time } = LISTS[list];
    const criteria = searchCriteria([
      [time, 'gteq', written(Math.ceil(from / 1000) * 1000)],
      [time, 'lt', written(Math.ceil(to / 1000) * 1000)],
      ['entity_id', 'gt', after],
    ]);
    const answer = objectOf(await getJson(api, apiUrl(api.settings, `${path}?${criteria}`)));
    const entries = arrayOf(answer['items']).map(objectOf);
    const last = entries.at(-1);
    const goesOn = entries.length === PAGE_SIZE && last !== undefined;
    const next = goesOn ? `${list} ${idOf(last) ?? ''}` : list === 'customer' ? 'order 0' : undefined;
    return {
      items: entries.flatMap((entry) => itemOf(list, entry, api.settings)),
      ...(next === undefined ? {} : { next }),
    };
  },
};
