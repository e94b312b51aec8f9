import type { Feeds } from '../../contract.ts';
import { readCursor, writeCursor } from '../../microsoft/cursor.ts';
import { readDelta } from '../../microsoft/graph.ts';
import { isConfigured } from '../../microsoft/settings.ts';
import { parseTime } from '../../reading/index.ts';
import { chainsPath, messagesOf } from './chain.ts';
import { channelKeys, messagePointer } from './place.ts';
import type { Settings } from './settings.ts';

const POLL_SECONDS = 30 * 60;
/** Differences between our clock and Graph's, and how late its index is. */
const OVERLAP_MS = 10 * 60 * 1000;

/**
 * Changes of a channel's messages. One feed for each channel. A change of one message brings its whole chain, of which what is older
 * than the reading before is passed over.
 */
export const feeds: Feeds<Settings> = {
  wanted: (settings) => (isConfigured(settings) ? channelKeys(settings) : []),
  start(feed, api) {
    const since = api.now.getTime();
    return Promise.resolve(writeCursor({ path: chainsPath(feed, since), since }));
  },
  async read(feed, cursor, api) {
    const from = readCursor(cursor);
    const page = from === undefined ? undefined : await readDelta(from.path, [], api);
    if (from === undefined || page === undefined) return { expired: true };
    const listed = await messagesOf(feed, page.items, api);
    const changed = listed.filter(
      ({ message }) =>
        (parseTime(message['lastModifiedDateTime']) ?? Number.POSITIVE_INFINITY) >=
        (from.since ?? 0) - OVERLAP_MS,
    );
    const more = page.next !== undefined;
    const began = from.began ?? api.now.getTime();
    const path = page.next ?? page.delta ?? from.path;
    return {
      expired: false,
      pointers: changed.map(({ parameters }) => messagePointer(parameters, 'unknown')),
      objects: [],
      cursor: writeCursor(more ? { path, since: from.since ?? 0, began } : { path, since: began }),
      more,
    };
  },
  pollSeconds: POLL_SECONDS,
};
