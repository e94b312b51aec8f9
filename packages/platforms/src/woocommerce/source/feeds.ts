import type { Feeds } from '../../contract.ts';
import { changesSince, parseTime, readChanges, stringOf } from '../../reading/index.ts';
import { listOf, ready } from './access.ts';
import { objectOfEntry } from './fetch.ts';
import type { Settings } from './settings.ts';

const FEEDS = { orders: 'order', products: 'product' } as const;

const isFeed = (text: string): text is keyof typeof FEEDS => Object.hasOwn(FEEDS, text);

const seconds = (time: number): string => new Date(time).toISOString().slice(0, 19);

/**
 * Orders and products by the time of their last change, which is told to the second and excluded where the list begins: so it is
 * asked for from a second earlier on. Customers have no such list.
 */
export const feeds: Feeds<Settings> = {
  pollSeconds: 900,
  wanted: (settings) => (ready(settings) ? Object.keys(FEEDS) : []),
  start: async (_feed, { now }) => changesSince(now.getTime()),
  async read(feed, cursor, api) {
    if (!isFeed(feed)) return { expired: true };
    const read = await readChanges(cursor, { now: api.now }, async (since, page = '1') => {
      const parameters = {
        modified_after: seconds(since - 1000),
        dates_are_gmt: 'true',
        orderby: 'modified',
        order: 'asc',
      };
      const { entries, hasMore } = await listOf(feed, parameters, Number(page), api);
      return {
        entries: entries.map((entry) => ({
          id: stringOf(entry['id']) ?? '',
          at: parseTime(entry['date_modified_gmt']) ?? since,
          entry,
        })),
        next: hasMore ? String(Number(page) + 1) : undefined,
      };
    });
    if (read === undefined) return { expired: true };
    return {
      expired: false,
      pointers: [],
      objects: read.fresh.map(({ id, entry }) => ({
        key: `${FEEDS[feed]}/${id}`,
        ...objectOfEntry(FEEDS[feed], entry, api.settings),
      })),
      cursor: read.cursor,
      more: read.more,
    };
  },
};
