import type { Api, Feeds, History, Pointer } from '../../contract.ts';
import {
  changesSince,
  numberedPages,
  pointerTo,
  readChanges,
  required,
  type Change,
} from '../../reading/index.ts';
import { getList, isConfigured, PAGE_SIZE } from './api.ts';
import { timeOf } from './reading.ts';
import type { Settings } from './settings.ts';

interface TicketChange extends Change {
  readonly createdAt: number;
}

/** https://desk.zoho.com/DeskAPIDocument#Search#Search_SearchTickets */
const search = (api: Api<Settings>) =>
  numberedPages(PAGE_SIZE, async (from, page): Promise<ReadonlyArray<TicketChange>> => {
    const range = [new Date(from), api.now].map((date) => date.toISOString());
    const query = new URLSearchParams({
      modifiedTimeRange: range.join(','),
      sortBy: 'modifiedTime',
      from: String((page - 1) * PAGE_SIZE),
      limit: String(PAGE_SIZE),
    });
    const tickets = await getList(api, `/tickets/search?${query.toString()}`);
    return tickets.map((ticket) => ({
      id: required(ticket['id'], 'id'),
      at: timeOf(ticket['modifiedTime']) ?? from,
      createdAt: timeOf(ticket['createdTime']) ?? from,
    }));
  });

const pointerOf = (ticket: Change): Pointer =>
  pointerTo('ticket', ticket.id, 'changed', { changedAt: String(ticket.at) });

export const feeds: Feeds<Settings> = {
  wanted: (settings) => (isConfigured(settings) ? ['tickets'] : []),
  start: async (_, api) => changesSince(api.now.getTime()),
  async read(_, cursor, api) {
    const read = await readChanges(cursor, { now: api.now }, search(api));
    if (read === undefined) return { expired: true };
    const { fresh, more } = read;
    return { expired: false, pointers: fresh.map(pointerOf), objects: [], cursor: read.cursor, more };
  },
  // Each search costs credits of the organisation's day.
  pollSeconds: 900,
};

/** Everything that changed since the span began and was there before it ended: threads and comments are known only when fetched. */
export const history: History<Settings> = {
  ready: isConfigured,
  async list({ from, to, page: cursor = changesSince(from) }, api) {
    const read = await readChanges(cursor, { now: api.now, lagMs: 0 }, search(api));
    if (read === undefined) return { items: [] };
    return {
      items: read.fresh
        .filter((ticket) => ticket.createdAt < to)
        .map((ticket) => ({ pointer: pointerOf(ticket), interactionIds: [] })),
      ...(read.more ? { next: read.cursor } : {}),
    };
  },
  days: 90,
};
