import type { Feeds } from '../../contract.ts';
import { parseJson } from '../../reading/json.ts';
import { objectOf, stringOf } from '../../reading/index.ts';
import { eventObject, eventsOf, KEPT_MS, timeOf } from './events.ts';
import type { Settings } from './settings.ts';

/** Events may show late and out of order; Close says to look at the latest five minutes anew each time. */
const OVERLAP_MS = 5 * 60 * 1000;

interface Cursor {
  /** Everything before has been read. */
  readonly since: number;
  /** The latest event of this reading, which goes backwards in time. */
  readonly newest: number;
  readonly page?: string;
}

function cursorOf(text: string): Cursor {
  const value = objectOf(parseJson(Buffer.from(text)));
  const page = stringOf(value['page']);
  return {
    since: Number(value['since'] ?? 0),
    newest: Number(value['newest'] ?? 0),
    ...(page === undefined ? {} : { page }),
  };
}

export const feeds: Feeds<Settings> = {
  pollSeconds: 300,
  wanted: ({ apiKey }) => (apiKey === undefined ? [] : ['events']),
  start: async (_feed, { now }) => JSON.stringify({ since: now.getTime(), newest: now.getTime() }),
  async read(_feed, text, api) {
    const { since, newest, page } = cursorOf(text);
    if (since < api.now.getTime() - KEPT_MS) return { expired: true };
    const query = { from: since - OVERLAP_MS, ...(page === undefined ? {} : { cursor: page }) };
    const { events, earlier } = await eventsOf(query, api);
    const latest = Math.max(newest, ...events.map(timeOf));
    const next: Cursor =
      earlier === undefined ? { since: latest, newest: latest } : { since, newest: latest, page: earlier };
    return {
      expired: false,
      pointers: [],
      objects: events.map((event) => eventObject(event, api.settings)),
      cursor: JSON.stringify(next),
      more: earlier !== undefined,
    };
  },
};
