import type { Feeds } from '../../contract.ts';
import { changesSince, pointerTo, readChanges } from '../../reading/index.ts';
import { longId } from './ids.ts';
import { rows } from './query.ts';
import { hasApi, type Settings } from './settings.ts';

/** SystemModstamp is of a transaction's work, which can be seen only once it has ended; long ones run for minutes. */
const LAG_MS = 10 * 60_000;

/** Records by SystemModstamp, with those that were deleted: outbound messages are not sent for deletions. */
export const feeds: Feeds<Settings> = {
  wanted: (settings) => (hasApi(settings) ? settings.objects : []),
  start: async (_feed, api) => changesSince(api.now.getTime()),
  async read(feed, cursor, api) {
    const read = await readChanges(cursor, { now: api.now, lagMs: LAG_MS }, (from, after) =>
      rows(api, feed, 'SystemModstamp', { from, after }, true),
    );
    if (read === undefined) return { expired: true };
    const account = longId(api.settings.organizationId ?? '');
    return {
      expired: false,
      pointers: read.fresh.map(({ id, deleted }) =>
        pointerTo(feed, `${account}/${id}`, deleted ? 'deleted' : 'changed'),
      ),
      objects: [],
      cursor: read.cursor,
      more: read.more,
    };
  },
  pollSeconds: 300,
};
