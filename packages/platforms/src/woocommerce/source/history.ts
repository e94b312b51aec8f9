import type { History, HistoryItem } from '../../contract.ts';
import { interactionIdOf, parseTime, pointerTo, stringOf, type Json } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { accountOf, listOf, ready } from './access.ts';
import { objectOfEntry } from './fetch.ts';
import type { Settings } from './settings.ts';

function itemOf(resource: 'customer' | 'order', entry: Json, settings: Settings): HistoryItem[] {
  const id = stringOf(entry['id']);
  if (id === undefined) return [];
  const account = accountOf(settings.siteUrl ?? '');
  return [
    {
      pointer: pointerTo(resource, id),
      interactionIds: [interactionIdOf(manifest.id, account, `${resource}/${id}`)],
      object: objectOfEntry(resource, entry, settings),
    },
  ];
}

const created = (entry: Json): number => parseTime(entry['date_created_gmt']) ?? 0;

/** Pages are `{resource} {page}`: orders by when they were placed, then customers, latest first, as far back as the span goes. */
export const history: History<Settings> = {
  days: 365,
  ready,
  async list({ from, to, page = 'order 1' }, api) {
    const [resource = 'order', number = '1'] = page.split(' ');
    const within = (entry: Json) => created(entry) >= from && created(entry) < to;
    if (resource === 'order') {
      const parameters = {
        after: new Date(from - 1000).toISOString().slice(0, 19),
        before: new Date(to + 1000).toISOString().slice(0, 19),
        dates_are_gmt: 'true',
        orderby: 'date',
        order: 'asc',
      };
      const { entries, hasMore } = await listOf('orders', parameters, Number(number), api);
      const items = entries.filter(within).flatMap((entry) => itemOf('order', entry, api.settings));
      return { items, next: hasMore ? `order ${Number(number) + 1}` : 'customer 1' };
    }
    const parameters = { role: 'all', orderby: 'registered_date', order: 'desc' };
    const { entries, hasMore } = await listOf('customers', parameters, Number(number), api);
    const items = entries.filter(within).flatMap((entry) => itemOf('customer', entry, api.settings));
    const goesOn = hasMore && entries.every((entry) => created(entry) >= from);
    return { items, ...(goesOn ? { next: `customer ${Number(number) + 1}` } : {}) };
  },
};
