import type { Api, Feeds, History, Pointer } from '../contract.ts';
import { changesSince, pointerTo, readChanges, type Change, type ListChanges } from '../reading/index.ts';

/** Helpdesks that list tickets by their last change; what is written in a ticket is known only when it is fetched. */

export interface TicketChange extends Change {
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

interface Tickets<Settings> {
  readonly isConfigured: (settings: Settings) => boolean;
  readonly list: (api: Api<Settings>) => ListChanges<TicketChange>;
}

export const ticketPointer = (ticket: Change, change: Pointer['change'] = 'changed'): Pointer =>
  pointerTo('ticket', ticket.id, change, { changedAt: String(ticket.at) });

/** One feed, of the tickets that changed. */
export const ticketFeeds = <Settings>(
  { isConfigured, list }: Tickets<Settings>,
  pollSeconds: number,
): Feeds<Settings> => ({
  wanted: (settings) => (isConfigured(settings) ? ['tickets'] : []),
  start: async (_, api) => changesSince(api.now.getTime()),
  async read(_, cursor, api) {
    const read = await readChanges(cursor, { now: api.now }, list(api));
    if (read === undefined) return { expired: true };
    const pointers = read.fresh.map((ticket) => ticketPointer(ticket));
    return { expired: false, pointers, objects: [], cursor: read.cursor, more: read.more };
  },
  pollSeconds,
});

/** Everything that changed since the span began and was there before it ended. */
export const ticketHistory = <Settings>(
  { isConfigured, list }: Tickets<Settings>,
  days: number,
): History<Settings> => ({
  ready: isConfigured,
  async list({ from, to, page: cursor = changesSince(from) }, api) {
    const read = await readChanges(cursor, { now: api.now, lagMs: 0 }, list(api));
    if (read === undefined) return { items: [] };
    return {
      items: read.fresh
        .filter((ticket) => ticket.createdAt < to)
        .map((ticket) => ({ pointer: ticketPointer(ticket), interactionIds: [] })),
      ...(read.more ? { next: read.cursor } : {}),
    };
  },
  days,
});
