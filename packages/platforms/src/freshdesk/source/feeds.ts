import type { Api, Feeds, History } from '../../contract.ts';
import { ticketPointer, type TicketChange } from '../../helpdesk/tickets.ts';
import {
  arrayOf,
  changesSince,
  listInTurn,
  numberedPages,
  objectOf,
  parseJson,
  parseTime,
  readChanges,
  required,
} from '../../reading/index.ts';
import { get, isConfigured, PAGE_SIZE } from './api.ts';
import type { Settings } from './settings.ts';

/** The plain list leaves deleted tickets and spam out: each has a list of its own. */
const FEEDS = ['tickets', 'deleted', 'spam'];

/** https://developers.freshdesk.com/api/#list_all_tickets */
const listOf = (feed: string, api: Api<Settings>) =>
  numberedPages(PAGE_SIZE, async (from, page) => {
    const query = new URLSearchParams({
      ...(feed === 'tickets' ? {} : { filter: feed }),
      updated_since: new Date(from).toISOString(),
      order_by: 'updated_at',
      order_type: 'asc',
      per_page: String(PAGE_SIZE),
      page: String(page),
    });
    const object = await get(api, `/tickets?${query.toString()}`);
    const tickets = object === undefined ? [] : arrayOf(parseJson(object.body)).map(objectOf);
    return tickets.map((ticket): TicketChange => ({
      id: required(ticket['id'], 'id'),
      at: parseTime(ticket['updated_at']) ?? from,
      createdAt: parseTime(ticket['created_at']) ?? from,
    }));
  });

export const feeds: Feeds<Settings> = {
  wanted: (settings) => (isConfigured(settings) ? FEEDS : []),
  start: async (_, api) => changesSince(api.now.getTime()),
  async read(feed, cursor, api) {
    const read = await readChanges(cursor, { now: api.now }, listOf(feed, api));
    if (read === undefined) return { expired: true };
    const change = feed === 'tickets' ? 'changed' : 'deleted';
    const pointers = read.fresh.map((ticket) => ticketPointer(ticket, change));
    return { expired: false, pointers, objects: [], cursor: read.cursor, more: read.more };
  },
  pollSeconds: 300,
};

/** Everything that changed since the span began and was there before it ended: a ticket's conversations are known only when fetched. */
export const history: History<Settings> = {
  ready: isConfigured,
  list: ({ from, to, page }, api) =>
    listInTurn(FEEDS, page, async (feed, cursor = changesSince(from)) => {
      const read = await readChanges(cursor, { now: api.now, lagMs: 0 }, listOf(feed, api));
      if (read === undefined) return { items: [] };
      const items = read.fresh
        .filter((ticket) => ticket.createdAt < to)
        .map((ticket) => ({ pointer: ticketPointer(ticket, 'unknown'), interactionIds: [] }));
      return { items, next: read.more ? read.cursor : undefined };
    }),
  days: 365,
};
