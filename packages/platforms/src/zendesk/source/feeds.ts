import type { Api, Feeds, FetchedObject, History, Pointer } from '../../contract.ts';
import {
  arrayOf,
  objectOf,
  parseJson,
  parseTime,
  pointerTo,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { ask, isConfigured, urlOf } from './api.ts';
import type { Settings } from './settings.ts';

/** A start has to lie a minute back: https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/ */
const FRESHEST_MS = 61_000;
/** Marks a cursor that is a time still: `time:1793613600`. */
const TIME = 'time:';

const startAt = (time: number, now: Date): string =>
  `${TIME}${Math.floor(Math.min(time, now.getTime() - FRESHEST_MS) / 1000)}`;

interface Export {
  readonly object: FetchedObject;
  readonly body: Json;
  readonly cursor: string;
  readonly more: boolean;
}

/** A page of the cursor-based export; undefined where Zendesk does not take the cursor. */
async function exported(api: Api<Settings>, feed: string, cursor: string): Promise<Export | undefined> {
  const query = new URLSearchParams(
    cursor.startsWith(TIME) ? { start_time: cursor.slice(TIME.length) } : { cursor },
  );
  const path = `/incremental/${feed}/cursor.json?${query.toString()}`;
  const response = await ask(api, path, [400, 422]);
  if (response === undefined || response.status >= 400) return undefined;
  const body = objectOf(parseJson(response.body));
  const next = stringOf(body['after_cursor']);
  return {
    object: {
      url: urlOf(api.settings, path),
      headers: { 'content-type': 'application/json' },
      body: response.body,
    },
    body,
    cursor: next ?? cursor,
    more: body['end_of_stream'] !== true && next !== undefined,
  };
}

const pointerOf = (ticket: Json): Pointer =>
  pointerTo(
    'ticket',
    required(ticket['id'], 'ticket.id'),
    ticket['status'] === 'deleted' ? 'deleted' : 'changed',
    { changedAt: stringOf(ticket['updated_at']) ?? '' },
  );

/** Tickets are pointed to, since the export leaves comments out; users come whole. */
export const feeds: Feeds<Settings> = {
  wanted: (settings) => (isConfigured(settings) ? ['tickets', 'users'] : []),
  start: async (_, api) => startAt(api.now.getTime(), api.now),
  async read(feed, cursor, api) {
    const page = await exported(api, feed, cursor);
    if (page === undefined) return { expired: true };
    const users = arrayOf(page.body['users']);
    return {
      expired: false,
      pointers: arrayOf(page.body['tickets']).map((ticket) => pointerOf(objectOf(ticket))),
      objects: feed === 'users' && users.length > 0 ? [{ ...page.object, key: `users/${cursor}` }] : [],
      cursor: page.cursor,
      more: page.more,
    };
  },
  // Exports are limited to ten requests a minute.
  pollSeconds: 300,
};

/** Everything that changed since the span began and was there before it ended: comments are known only when fetched. */
export const history: History<Settings> = {
  ready: isConfigured,
  async list({ from, to, page }, api) {
    const read = await exported(api, 'tickets', page ?? startAt(from, api.now));
    const tickets = arrayOf(read?.body['tickets']).map(objectOf);
    return {
      items: tickets
        .filter((ticket) => (parseTime(ticket['created_at']) ?? from) < to)
        .map((ticket) => ({ pointer: pointerOf(ticket), interactionIds: [] })),
      ...(read?.more === true ? { next: read.cursor } : {}),
    };
  },
  days: 365,
};
