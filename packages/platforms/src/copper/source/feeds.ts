import type { Feeds } from '../../contract.ts';
import { stringOf } from '../../reading/index.ts';
import { ready } from './access.ts';
import { objectOfEntry, search } from './search.ts';
import type { Settings } from './settings.ts';

/** Activities are told by nobody: they are asked for. A cursor is `{epoch seconds} {page}`. */
export const feeds: Feeds<Settings> = {
  pollSeconds: 600,
  wanted: (settings) => (ready(settings) ? ['activity'] : []),
  start: async (_feed, { now }) => `${Math.floor(now.getTime() / 1000)} 1`,
  async read(feed, cursor, api) {
    const [from = 0, page = 1] = cursor.split(' ').map(Number);
    const found = await search(feed, { from, page }, api);
    return {
      expired: false,
      pointers: [],
      objects: found.entries.map((entry) => ({
        key: `${feed}/${stringOf(entry['id']) ?? ''}`,
        ...objectOfEntry(feed, entry, api.settings),
      })),
      cursor: `${found.since} ${found.page}`,
      more: found.more,
    };
  },
};
