import type { Feeds } from '../../contract.ts';
import { changesSince, pointerTo, readChanges } from '../../reading/index.ts';
import { changed, deleted } from './lists.ts';
import { hasApi, type Settings } from './settings.ts';

const DELETED = '/deleted';

/** Each module's changes and, as another feed, its deletions: the net under notifications that were lost. */
export const feeds: Feeds<Settings> = {
  wanted: (settings) =>
    hasApi(settings) ? settings.modules.flatMap((module) => [module, `${module}${DELETED}`]) : [],
  start: async (_feed, api) => changesSince(api.now.getTime()),
  async read(feed, cursor, api) {
    const isDeleted = feed.endsWith(DELETED);
    const module = isDeleted ? feed.slice(0, -DELETED.length) : feed;
    const read = await readChanges(cursor, { now: api.now }, (since, page) =>
      isDeleted ? deleted(api, module, since) : changed(api, module, since, page),
    );
    if (read === undefined) return { expired: true };
    const account = api.settings.organizationId ?? '';
    return {
      expired: false,
      pointers: read.fresh.map(({ id }) =>
        pointerTo(module, `${account}/${id}`, isDeleted ? 'deleted' : 'changed'),
      ),
      objects: [],
      cursor: read.cursor,
      more: read.more,
    };
  },
  pollSeconds: 600,
};
