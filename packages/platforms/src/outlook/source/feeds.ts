import type { Feeds, Pointer } from '../../contract.ts';
import { readCursor, writeCursor } from '../../microsoft/cursor.ts';
import { IMMUTABLE_IDS, readDelta } from '../../microsoft/graph.ts';
import { isConfigured } from '../../microsoft/settings.ts';
import { parseTime, stringOf, type Json } from '../../reading/index.ts';
import { folderKeys, folderOf, messagesPath, type Folder } from './folders.ts';
import { messagePointer } from './pointer.ts';
import type { Settings } from './settings.ts';

const PREFER = [IMMUTABLE_IDS, 'odata.maxpagesize=500'];
const POLL_SECONDS = 30 * 60;
/** Differences between our clock and Graph's. */
const OVERLAP_MS = 5 * 60 * 1000;

function pointersOf(
  items: ReadonlyArray<Json>,
  folder: Folder,
  since: number | undefined,
): ReadonlyArray<Pointer> {
  return items.flatMap((item) => {
    const id = stringOf(item['id']);
    if (id === undefined) return [];
    // Out of this folder: moved or deleted, which the fetch tells apart.
    if (item['@removed'] !== undefined) return [messagePointer(folder, id, 'deleted')];
    const changed = parseTime(item['lastModifiedDateTime']) ?? Number.POSITIVE_INFINITY;
    return since !== undefined && changed < since - OVERLAP_MS ? [] : [messagePointer(folder, id, 'unknown')];
  });
}

/**
 * Changes of a folder: https://learn.microsoft.com/graph/delta-query-messages. One feed for each folder of each mailbox. Such a query
 * cannot begin now: it first lists all there is, of which what is older than its beginning is passed over.
 */
export const feeds: Feeds<Settings> = {
  wanted: (settings) => (isConfigured(settings) ? folderKeys(settings) : []),
  start: (feed, api) =>
    Promise.resolve(
      writeCursor({
        path: `${messagesPath(feed)}/delta?$select=id,lastModifiedDateTime`,
        since: api.now.getTime(),
      }),
    ),
  async read(feed, cursor, api) {
    const from = readCursor(cursor);
    const page = from === undefined ? undefined : await readDelta(from.path, PREFER, api);
    if (from === undefined || page === undefined) return { expired: true };
    const more = page.next !== undefined;
    const since = more ? from.since : undefined;
    return {
      expired: false,
      pointers: pointersOf(page.items, folderOf(feed), from.since),
      objects: [],
      cursor: writeCursor({
        path: page.next ?? page.delta ?? from.path,
        ...(since === undefined ? {} : { since }),
      }),
      more,
    };
  },
  pollSeconds: POLL_SECONDS,
};
