import type { Feeds, Pointer } from '../../contract.ts';
import { readCursor, writeCursor } from '../../microsoft/cursor.ts';
import { parseTime, pointerTo, type Json } from '../../reading/index.ts';
import { idOf } from './row.ts';
import { isConfigured, type Settings } from './settings.ts';
import { isTable, TABLES, type TableName } from './tables.ts';
import { readChanges } from './web-api.ts';

const PREFER = ['odata.track-changes', 'odata.maxpagesize=1000'];
const POLL_SECONDS = 60 * 60;
/** Differences between our clock and Dataverse's. */
const OVERLAP_MS = 5 * 60 * 1000;

function pointersOf(
  table: TableName,
  rows: ReadonlyArray<Json>,
  since: number | undefined,
): ReadonlyArray<Pointer> {
  const { key } = TABLES[table];
  return rows.flatMap((row): ReadonlyArray<Pointer> => {
    const deleted = row[key] === undefined;
    const id = idOf(deleted ? row['id'] : row[key]);
    const changed = parseTime(row['modifiedon']) ?? Number.POSITIVE_INFINITY;
    if (id === undefined || (since !== undefined && changed < since - OVERLAP_MS)) return [];
    return [pointerTo(table, id, deleted ? 'deleted' : 'unknown')];
  });
}

/**
 * Change tracking, one feed for each table. A token can only be had behind all rows, of which those older than the beginning are
 * passed over.
 * https://learn.microsoft.com/power-apps/developer/data-platform/use-change-tracking-synchronize-data-external-systems
 */
export const feeds: Feeds<Settings> = {
  wanted: (settings) => (isConfigured(settings) ? settings.tables : []),
  start(feed, api) {
    const path = isTable(feed) ? `${TABLES[feed].set}?$select=${TABLES[feed].key},modifiedon` : '';
    return Promise.resolve(writeCursor({ path, since: api.now.getTime() }));
  },
  async read(feed, cursor, api) {
    const from = readCursor(cursor);
    if (from === undefined || !isTable(feed)) return { expired: true };
    const page = await readChanges(from.path, PREFER, api);
    if (page === undefined) return { expired: true };
    const more = page.next !== undefined;
    return {
      expired: false,
      pointers: pointersOf(feed, page.rows, from.since),
      objects: [],
      cursor: writeCursor({
        path: page.next ?? page.delta ?? from.path,
        ...(more && from.since !== undefined ? { since: from.since } : {}),
      }),
      more,
    };
  },
  pollSeconds: POLL_SECONDS,
};
