import { CodedError } from '@throughline/errors';
import type { Api, Feeds, History, Pointer } from '../../contract.ts';
import { sendJson } from '../../calling/index.ts';
import {
  arrayOf,
  changesSince,
  listInTurn,
  objectOf,
  ownValue,
  pointerTo,
  readChanges,
  required,
  stringOf,
  type Change,
} from '../../reading/index.ts';
import { isConfigured, urlOf } from './api.ts';
import { timeOf } from './reading.ts';
import type { Settings } from './settings.ts';

/** Contacts are not searched: their times are matched by the day only, and conversations lead to them. */
const FEEDS: Readonly<Record<string, string>> = { conversations: 'conversation', tickets: 'ticket' };
/** The most that a search gives at once. */
const PAGE_SIZE = 150;

interface Found extends Change {
  readonly createdAt: number;
}

/** https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations/searchconversations */
const search = (feed: string, api: Api<Settings>) => async (from: number, after: string | undefined) => {
  const seconds = Math.floor(from / 1000);
  const answer = objectOf(
    await sendJson(api, 'POST', urlOf(api.settings, `/${feed}/search`), {
      // “Greater than” is greater or equal by one page and not by another: a second earlier is right either way.
      query: { field: 'updated_at', operator: '>', value: seconds - 1 },
      pagination: { per_page: PAGE_SIZE, ...(after === undefined ? {} : { starting_after: after }) },
    }),
  );
  const entries = arrayOf(answer[feed]).map((each): Found => {
    const item = objectOf(each);
    const createdAt = timeOf(item['created_at']) ?? from;
    return { id: required(item['id'], 'id'), at: timeOf(item['updated_at']) ?? createdAt, createdAt };
  });
  return { entries, next: stringOf(objectOf(objectOf(answer['pages'])['next'])['starting_after']) };
};

const pointerOf = (feed: string, found: Found): Pointer =>
  pointerTo(ownValue(FEEDS, feed) ?? feed, found.id, 'changed', { changedAt: String(found.at) });

export const feeds: Feeds<Settings> = {
  wanted: (settings) => (isConfigured(settings) ? Object.keys(FEEDS) : []),
  start: async (_, api) => changesSince(api.now.getTime()),
  async read(feed, cursor, api) {
    try {
      const read = await readChanges(cursor, { now: api.now, order: 'any' }, search(feed, api));
      if (read === undefined) return { expired: true };
      const pointers = read.fresh.map((found) => pointerOf(feed, found));
      return { expired: false, pointers, objects: [], cursor: read.cursor, more: read.more };
    } catch (error) {
      // A page's token that Intercom no longer takes.
      const isRefused = error instanceof CodedError && error.code === 'platforms.api-refused';
      if (isRefused && objectOf(JSON.parse(cursor))['page'] !== undefined) return { expired: true };
      throw error;
    }
  },
  pollSeconds: 300,
};

/** Everything that changed since the span began and was there before it ended: parts are known only when fetched. */
export const history: History<Settings> = {
  ready: isConfigured,
  list: ({ from, to, page }, api) =>
    listInTurn(Object.keys(FEEDS), page, async (feed, cursor = changesSince(from)) => {
      const options = { now: api.now, lagMs: 0, order: 'any' } as const;
      const read = await readChanges(cursor, options, search(feed, api));
      if (read === undefined) return { items: [] };
      const items = read.fresh
        .filter((found) => found.createdAt < to)
        .map((found) => ({ pointer: pointerOf(feed, found), interactionIds: [] }));
      return { items, next: read.more ? read.cursor : undefined };
    }),
  days: 365,
};
