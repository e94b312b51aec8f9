import type { Feeds } from '../../contract.ts';
import { objectOf, parseJson, stringOf } from '../../reading/index.ts';
import { ready } from './access.ts';
import { LISTS, objectOfEntry, pageOf, updated } from './history.ts';
import type { Settings } from './settings.ts';
import { isModule, MODULES } from './trigger.ts';

interface Cursor {
  /** Epoch milliseconds: what changed before has been read. */
  readonly since: number;
  /** The latest change of this reading, which goes backwards in time. */
  readonly newest: number;
  /** `{view} {page}` */
  readonly place: string;
}

function cursorOf(text: string): Cursor | undefined {
  try {
    const value = objectOf(parseJson(Buffer.from(text)));
    const since = Number(value['since'] ?? NaN);
    if (!Number.isFinite(since)) return undefined;
    return { since, newest: Number(value['newest'] ?? since), place: stringOf(value['place']) ?? '' };
  } catch {
    return undefined;
  }
}

const written = (cursor: Cursor): string => JSON.stringify(cursor);

/**
 * Contacts, accounts and deals from the latest change back to where the last reading began: workflows repeat nothing that was
 * lost. What changes during a reading is later than its newest, and so is left to the next.
 */
export const feeds: Feeds<Settings> = {
  pollSeconds: 1800,
  wanted: (settings) => (ready(settings) ? LISTS : []),
  start: async (_feed, { now }) => written({ since: now.getTime(), newest: now.getTime(), place: '' }),
  async read(feed, text, api) {
    const cursor = cursorOf(text);
    if (cursor === undefined || !isModule(feed)) return { expired: true };
    const { since } = cursor;
    const page = await pageOf(feed, cursor.place, since, api);
    const entries = page.entries.filter((entry) => updated(entry) >= since);
    const newest = Math.max(cursor.newest, ...entries.map(updated));
    return {
      expired: false,
      pointers: [],
      objects: entries.map((entry) => ({
        key: `${feed}/${stringOf(entry['id']) ?? ''}`,
        ...objectOfEntry(MODULES[feed], entry, api.settings),
      })),
      cursor: written(
        page.next === undefined ? { since: newest, newest, place: '' } : { since, newest, place: page.next },
      ),
      more: page.next !== undefined,
    };
  },
};
