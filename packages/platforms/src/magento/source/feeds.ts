import type { Feeds } from '../../contract.ts';
import { getJson } from '../../calling/index.ts';
import { arrayOf, changesSince, objectOf, parseTime, readChanges } from '../../reading/index.ts';
import { apiUrl, ready } from './access.ts';
import { idOf, LISTS, objectOfEntry, PAGE_SIZE, searchCriteria, written } from './history.ts';
import type { Settings } from './settings.ts';

const isList = (text: string): text is keyof typeof LISTS => Object.hasOwn(LISTS, text);

/** Customers and orders in the order of their last change: the net under events that were lost, or the only way in. */
export const feeds: Feeds<Settings> = {
  pollSeconds: 900,
  wanted: (settings) => (ready(settings) ? Object.keys(LISTS) : []),
  start: async (_feed, { now }) => changesSince(now.getTime()),
  async read(feed, cursor, api) {
    if (!isList(feed)) return { expired: true };
    // Transactions end late, and the clocks of shop and database may differ: the lag that is taken for granted covers both.
    const read = await readChanges(cursor, { now: api.now }, async (since, page = '1') => {
      // Times are to the second: the second that the reading has come to is asked for whole.
      const filter = ['updated_at', 'gteq', written(since)] as const;
      const criteria = searchCriteria([filter], 'updated_at', Number(page));
      const list = objectOf(await getJson(api, apiUrl(api.settings, `${LISTS[feed].path}?${criteria}`)));
      const entries = arrayOf(list['items'])
        .map(objectOf)
        .map((entry) => ({ id: idOf(entry) ?? '', at: parseTime(entry['updated_at']) ?? since, entry }));
      // By the count: behind the last page Magento gives the last one over again.
      const isMore = Number(page) * PAGE_SIZE < Number(list['total_count'] ?? 0);
      return { entries, next: isMore ? String(Number(page) + 1) : undefined };
    });
    if (read === undefined) return { expired: true };
    return {
      expired: false,
      pointers: [],
      objects: read.fresh.map(({ id, entry }) => ({
        key: `${feed}/${id}`,
        ...objectOfEntry(feed, entry, api.settings),
      })),
      cursor: read.cursor,
      more: read.more,
    };
  },
};
