import type { History } from '../../contract.ts';
import { arrayOf, interactionIdOf, objectOf, parseTime, pointerTo, stringOf } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { ask, ready } from './admin.ts';
import { objectOfNode } from './fetch.ts';
import type { Settings } from './settings.ts';

/** Customers by their last change, orders by when they were placed: the times that they are archived by. */
const LISTS = {
  customers: { type: 'customer', field: 'updated_at' },
  orders: { type: 'order', field: 'created_at' },
} as const;

/** Customers are always in the order of their change. */
const SORTED = { customers: {}, orders: { sortKey: 'CREATED_AT' } } as const;

const iso = (time: number): string => new Date(time).toISOString();

/** Pages are `{list} {cursor}`. https://shopify.dev/docs/api/usage/search-syntax */
export const history: History<Settings> = {
  // An app sees the orders of sixty days unless it may read all of them.
  days: 60,
  ready,
  async list({ from, to, page = 'customers ' }, api) {
    const [named, cursor = ''] = page.split(' ');
    const list = named === 'orders' ? 'orders' : 'customers';
    const { type, field } = LISTS[list];
    const query = `${field}:>='${iso(from)}' ${field}:<'${iso(to)}'`;
    const connection = objectOf(
      (await ask(list, { after: cursor === '' ? null : cursor, query, ...SORTED[list] }, api))[list],
    );
    const info = objectOf(connection['pageInfo']);
    const end = stringOf(info['endCursor']);
    const shop = api.settings.shopDomain ?? '';
    const items = arrayOf(connection['nodes'])
      .map(objectOf)
      .flatMap((node) => {
        const id = stringOf(node['id']);
        const time = parseTime(node[field]) ?? 0;
        // The search may round: what is of another day is left to that day.
        if (id === undefined || time < from || time >= to) return [];
        return [
          {
            pointer: pointerTo(type, id),
            interactionIds: [interactionIdOf(manifest.id, shop, `${type}/${id}`)],
            object: objectOfNode(type, node, api.settings),
          },
        ];
      });
    const next =
      info['hasNextPage'] === true && end !== undefined
        ? `${list} ${end}`
        : list === 'customers'
          ? 'orders '
          : undefined;
    return { items, ...(next === undefined ? {} : { next }) };
  },
};
