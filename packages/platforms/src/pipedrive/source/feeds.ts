import type { Feeds } from '../../contract.ts';
import { changesSince, pointerTo, readChanges } from '../../reading/index.ts';
import { list } from './lists.ts';
import { objectOfName } from './objects.ts';
import { hasApi, type Settings } from './settings.ts';

/** Deals are the only objects whose deletions the API lists, for thirty days. */
const DELETED_DEALS = 'deal/deleted';

/** Objects by their time of change: the net under webhooks, of which Pipedrive drops those that it sends while one is banned. */
export const feeds: Feeds<Settings> = {
  wanted: (settings) =>
    hasApi(settings)
      ? [...settings.objects, ...(settings.objects.includes('deal') ? [DELETED_DEALS] : [])]
      : [],
  start: async (_feed, api) => changesSince(api.now.getTime()),
  async read(feed, cursor, api) {
    const deleted = feed === DELETED_DEALS;
    const name = deleted ? 'deal' : objectOfName(feed);
    if (name === undefined) return { expired: true };
    const read = await readChanges(cursor, { now: api.now }, (since, page) =>
      list(api, name, { since, sort: 'update_time', page }, deleted ? { status: 'deleted' } : {}),
    );
    if (read === undefined) return { expired: true };
    const account = api.settings.companyId ?? '';
    return {
      expired: false,
      pointers: read.fresh.map(({ id }) =>
        pointerTo(name, `${account}/${id}`, deleted ? 'deleted' : 'changed'),
      ),
      objects: [],
      cursor: read.cursor,
      more: read.more,
    };
  },
  pollSeconds: 600,
};
