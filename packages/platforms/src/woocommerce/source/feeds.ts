import type { Feeds } from '../../contract.ts';
import { parseTime, stringOf, type Json } from '../../reading/index.ts';
import { listOf, ready } from './access.ts';
import { objectOfEntry } from './fetch.ts';
import type { Settings } from './settings.ts';

const FEEDS = { orders: 'order', products: 'product' } as const;

const isFeed = (text: string): text is keyof typeof FEEDS => text in FEEDS;

const modified = (entry: Json): number => parseTime(entry['date_modified_gmt']) ?? 0;

const seconds = (time: number): string => new Date(time).toISOString().slice(0, 19);

/**
 * Orders and products by the time of their last change, which is told to the second and excluded where the list begins: so it
 * begins a second early. A cursor is `{time} {page}`; the page turns only where a hundred changed in the same second.
 * Customers have no such list.
 */
export const feeds: Feeds<Settings> = {
  pollSeconds: 900,
  wanted: (settings) => (ready(settings) ? Object.keys(FEEDS) : []),
  start: async (_feed, { now }) => `${now.getTime()} 1`,
  async read(feed, cursor, api) {
    const [since = 0, page = 1] = cursor.split(' ').map(Number);
    if (!isFeed(feed)) return { expired: false, pointers: [], objects: [], cursor, more: false };
    const parameters = {
      modified_after: seconds(since - 1000),
      dates_are_gmt: 'true',
      orderby: 'modified',
      order: 'asc',
    };
    const { entries, hasMore } = await listOf(feed, parameters, page, api);
    const latest = Math.max(since, ...entries.map(modified));
    const turned = hasMore && latest === since;
    return {
      expired: false,
      pointers: [],
      objects: entries.map((entry) => ({
        key: `${FEEDS[feed]}/${stringOf(entry['id']) ?? ''}`,
        ...objectOfEntry(FEEDS[feed], entry, api.settings),
      })),
      cursor: `${latest} ${turned ? page + 1 : 1}`,
      more: hasMore,
    };
  },
};
