import type { Api } from '../../contract.ts';
import { ticketFeeds, ticketHistory, type TicketChange } from '../../helpdesk/tickets.ts';
import { numberedPages, required } from '../../reading/index.ts';
import { getList, isConfigured, PAGE_SIZE } from './api.ts';
import { timeOf } from './reading.ts';
import type { Settings } from './settings.ts';

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

const tickets = { isConfigured, list: search };

/** Each search costs credits of the organisation's day. */
export const feeds = ticketFeeds(tickets, 900);

export const history = ticketHistory(tickets, 90);
