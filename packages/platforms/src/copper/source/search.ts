import type { Api, FetchedObject } from '../../contract.ts';
import { sendJson } from '../../calling/index.ts';
import { arrayOf, objectOf, stringOf, type Json } from '../../reading/index.ts';
import { apiUrl } from './access.ts';
import { pathOf } from './resources.ts';
import type { Settings } from './settings.ts';

/** The most that Copper gives in a page. */
const PAGE_SIZE = 200;

export interface SearchPage {
  readonly entries: ReadonlyArray<Json>;
  /** Where the next page begins; the same place over and over where there is no more. */
  readonly since: number;
  readonly page: number;
  readonly more: boolean;
}

const field = (type: string): 'date_modified' | 'activity_date' =>
  type === 'activity' ? 'activity_date' : 'date_modified';

export const timeOf = (type: string, entry: Json): number => Number(entry[field(type)] ?? 0);

/**
 * Records in the order of their last change, activities in that of their date, both to the second. What changes meanwhile leaves
 * its place, so that the next page begins at the last second seen; only where a whole page is of one second is the page turned.
 * @param from epoch seconds, inclusive
 * @param to epoch seconds, inclusive
 */
export async function search(
  type: string,
  { from, to, page }: { readonly from: number; readonly to?: number; readonly page: number },
  api: Api<Settings>,
): Promise<SearchPage> {
  const name = type === 'activity' ? 'activity_date' : 'modified_date';
  const body = {
    page_size: PAGE_SIZE,
    page_number: page,
    sort_by: field(type),
    sort_direction: 'asc',
    [`minimum_${name}`]: from,
    ...(to === undefined ? {} : { [`maximum_${name}`]: to }),
  };
  const url = apiUrl(api.settings, `/${pathOf(type) ?? ''}/search`);
  const entries = arrayOf(await sendJson(api, 'POST', url, body)).map(objectOf);
  const since = Math.max(from, ...entries.map((entry) => timeOf(type, entry)));
  const more = entries.length === PAGE_SIZE;
  return { entries, since, page: more && since === from ? page + 1 : 1, more };
}

/** An entry of a search, as the request for it alone would have been answered. */
export const objectOfEntry = (type: string, entry: Json, settings: Settings): FetchedObject => ({
  url: apiUrl(settings, `/${pathOf(type) ?? ''}/${stringOf(entry['id']) ?? ''}`),
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(entry)),
});
