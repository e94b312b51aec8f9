import { CodedError } from '@throughline/errors';
import type { Api, FetchedObject, History, HistoryItem } from '../../contract.ts';
import { getJson, sendJson } from '../../calling/index.ts';
import { arrayOf, interactionIdOf, objectOf, pointerTo, stringOf, type Json } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { apiUrl } from './access.ts';
import type { Settings } from './settings.ts';

export const LISTS = ['customer', 'order', 'payment'] as const;
type List = (typeof LISTS)[number];

interface Page {
  readonly entries: ReadonlyArray<Json>;
  readonly cursor: string | undefined;
}

type Span = { readonly from: number; readonly to: number };

const iso = (time: number): string => new Date(time).toISOString();

/**
 * Changed: all by their last change. Else as they are archived: customers by their last change, orders and payments by their
 * making. Square's cursors hold their place whatever changes.
 */
export async function pageOf(
  list: List,
  span: Span,
  { cursor, changed }: { readonly cursor: string; readonly changed: boolean },
  api: Api<Settings>,
): Promise<Page> {
  const { settings } = api;
  const range = { start_at: iso(span.from), end_at: iso(span.to - 1) };
  const more = cursor === '' ? {} : { cursor };
  const read = (answer: unknown, name: string): Page => ({
    entries: arrayOf(objectOf(answer)[name]).map(objectOf),
    cursor: stringOf(objectOf(answer)['cursor']),
  });
  if (list === 'customer') {
    const query = { filter: { updated_at: range }, sort: { field: 'CREATED_AT', order: 'ASC' } };
    const url = apiUrl(settings, '/v2/customers/search');
    return read(await sendJson(api, 'POST', url, { query, limit: 100, ...more }), 'customers');
  }
  if (list === 'payment') {
    const prefix = changed ? 'updated_at_' : '';
    const query = new URLSearchParams({
      [`${prefix}begin_time`]: range.start_at,
      [`${prefix}end_time`]: range.end_at,
      ...(changed ? { sort_field: 'UPDATED_AT' } : {}),
      limit: '100',
      ...more,
    });
    return read(await getJson(api, apiUrl(settings, `/v2/payments?${query.toString()}`)), 'payments');
  }
  const locations = arrayOf(objectOf(await getJson(api, apiUrl(settings, '/v2/locations')))['locations']);
  // The search wants the field that it sorts by to be the one that it filters by.
  const query = {
    filter: { date_time_filter: changed ? { updated_at: range } : { created_at: range } },
    sort: { sort_field: changed ? 'UPDATED_AT' : 'CREATED_AT', sort_order: 'ASC' },
  };
  const location_ids = locations.map((one) => stringOf(objectOf(one)['id'])).filter(Boolean);
  if (location_ids.length === 0) return { entries: [], cursor: undefined };
  const url = apiUrl(settings, '/v2/orders/search');
  return read(await sendJson(api, 'POST', url, { location_ids, query, limit: 100, ...more }), 'orders');
}

export async function merchantOf(api: Api<Settings>): Promise<string> {
  const merchant = objectOf(await getJson(api, apiUrl(api.settings, '/v2/merchants/me')))['merchant'];
  return stringOf(objectOf(Array.isArray(merchant) ? merchant[0] : merchant)['id']) ?? 'unknown';
}

export function itemOf(list: List, merchant: string, entry: Json, settings: Settings): HistoryItem[] {
  const id = stringOf(entry['id']);
  if (id === undefined) return [];
  const pointer = pointerTo(list, `${merchant}/${id}`);
  const object: FetchedObject = {
    url: apiUrl(settings, `/v2/${list}s/${encodeURIComponent(id)}`),
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ [list]: entry })),
  };
  const interactionIds = [interactionIdOf(manifest.id, merchant, `${list}/${id}`)];
  // An order is fetched, so that its customer comes along.
  return [list === 'order' ? { pointer, interactionIds } : { pointer, interactionIds, object }];
}

/** Whether a cursor was refused: it lasts for five minutes, and the page that a limit held up has to begin anew. */
export const isLapsed = (error: unknown, cursor: string): boolean =>
  cursor !== '' && error instanceof CodedError && error.code === 'platforms.api-refused';

/** Pages are `{list} {cursor}`: customers, then orders, then payments. */
export const history: History<Settings> = {
  days: 90,
  ready: (settings) => settings.accessToken !== undefined,
  async list({ from, to, page = 'customer ' }, api) {
    const [named = '', cursor = ''] = page.split(' ', 2);
    const list = LISTS.find((one) => one === named) ?? 'customer';
    const merchant = await merchantOf(api);
    let answer: Page;
    try {
      answer = await pageOf(list, { from, to }, { cursor, changed: false }, api);
    } catch (error) {
      if (!isLapsed(error, cursor)) throw error;
      return { items: [], next: `${list} ` };
    }
    const following = LISTS[LISTS.indexOf(list) + 1];
    const next =
      answer.cursor !== undefined
        ? `${list} ${answer.cursor}`
        : following === undefined
          ? undefined
          : `${following} `;
    return {
      items: answer.entries.flatMap((entry) => itemOf(list, merchant, entry, api.settings)),
      ...(next === undefined ? {} : { next }),
    };
  },
};
