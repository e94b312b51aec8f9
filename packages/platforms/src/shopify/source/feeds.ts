import type { Feeds } from '../../contract.ts';
import { arrayOf, changesSince, objectOf, parseTime, readChanges, stringOf } from '../../reading/index.ts';
import { ask, ready } from './admin.ts';
import { objectOfNode } from './fetch.ts';
import type { Settings } from './settings.ts';

const FEEDS = {
  customers: { type: 'customer', sorted: {} },
  orders: { type: 'order', sorted: { sortKey: 'UPDATED_AT' } },
} as const;

const isFeed = (text: string): text is keyof typeof FEEDS => Object.hasOwn(FEEDS, text);

/** The search lags behind what happened. */
const LAG_MS = 2 * 60 * 1000;

/** Customers and orders in the order of their last change: the net under webhooks that were lost, or that Shopify stopped. */
export const feeds: Feeds<Settings> = {
  pollSeconds: 1800,
  wanted: (settings) => (ready(settings) ? Object.keys(FEEDS) : []),
  start: async (_feed, { now }) => changesSince(now.getTime()),
  async read(feed, cursor, api) {
    if (!isFeed(feed)) return { expired: true };
    const { type, sorted } = FEEDS[feed];
    const read = await readChanges(cursor, { now: api.now, lagMs: LAG_MS }, async (since, page) => {
      const query = `updated_at:>='${new Date(since).toISOString()}'`;
      const answer = await ask(feed, { after: page ?? null, query, ...sorted }, api);
      const connection = objectOf(answer[feed]);
      const info = objectOf(connection['pageInfo']);
      const entries = arrayOf(connection['nodes'])
        .map(objectOf)
        .map((node) => ({
          id: stringOf(node['id']) ?? '',
          at: parseTime(node['updated_at']) ?? since,
          node,
        }));
      return { entries, next: info['hasNextPage'] === true ? stringOf(info['endCursor']) : undefined };
    });
    if (read === undefined) return { expired: true };
    return {
      expired: false,
      pointers: [],
      objects: read.fresh.map(({ id, node }) => ({
        key: `${type}/${id}`,
        ...objectOfNode(type, node, api.settings),
      })),
      cursor: read.cursor,
      more: read.more,
    };
  },
};
