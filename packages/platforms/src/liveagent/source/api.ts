import type { Access, Api, Fetch, FetchedObject } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { ticketFeeds, ticketHistory, type TicketChange } from '../../helpdesk/tickets.ts';
import { arrayOf, numberedPages, objectOf, parseJson, required } from '../../reading/index.ts';
import { OWNER_HEADER, ownerOfTicket, writeOwner } from './fetched.ts';
import { timeOf } from './reading.ts';
import type { Settings } from './settings.ts';

const PAGE_SIZE = 100;
/** A ticket with more message groups than this many pages is not read further. */
const MOST_PAGES = 50;

const isConfigured = (settings: Settings): boolean =>
  settings.accountUrl !== undefined && settings.apiKey !== undefined;

/** https://support.liveagent.com/911737-API-v3: the key goes in a header of its own. */
export const access = (settings: Settings): Access | undefined =>
  settings.apiKey === undefined || settings.accountUrl === undefined
    ? undefined
    : { type: 'headers', headers: { apikey: settings.apiKey } };

/** @throws platforms.api-not-configured, and what a call throws */
async function get(api: Api<Settings>, path: string): Promise<FetchedObject | undefined> {
  const { settings } = api;
  const base = settings.apiUrl ?? settings.accountUrl;
  if (!isConfigured(settings) || base === undefined) throw platformErrors.apiNotConfigured();
  const url = `${base.replace(/\/$/, '')}/api/v3${path}`;
  const response = await call(api, { method: 'GET', url, headers: { accept: 'application/json' } });
  if (response === undefined) return undefined;
  return { url, headers: { 'content-type': 'application/json' }, body: response.body };
}

/**
 * A ticket and all groups of its messages.
 * @throws platforms.api-not-configured, and what a call throws
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  if (pointer.objectType !== 'ticket') return { found: false };
  const path = `/tickets/${encodeURIComponent(pointer.objectId)}`;
  const ticket = await get(api, path);
  if (ticket === undefined) return { found: false };
  const owner = writeOwner(ownerOfTicket(objectOf(parseJson(ticket.body))));
  const objects = [ticket];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = `includeQuotedMessages=true&_page=${page}&_perPage=${PAGE_SIZE}`;
    const groups = await get(api, `${path}/messages?${query}`);
    const count = groups === undefined ? 0 : arrayOf(parseJson(groups.body)).length;
    if (groups !== undefined && count > 0)
      objects.push({ ...groups, headers: { ...groups.headers, [OWNER_HEADER]: owner } });
    if (count < PAGE_SIZE) break;
  }
  return { found: true, objects };
};

/** `2026-11-02 10:00:00` */
const dateTime = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ');

/** `D>` is “later than”, so a second earlier is asked for. */
const changed = (api: Api<Settings>) =>
  numberedPages(PAGE_SIZE, async (from, page): Promise<ReadonlyArray<TicketChange>> => {
    const query = new URLSearchParams({
      _filters: JSON.stringify([['date_changed', 'D>', dateTime(from - 1000)]]),
      _sortField: 'date_changed',
      _sortDir: 'ASC',
      _page: String(page),
      _perPage: String(PAGE_SIZE),
    });
    const object = await get(api, `/tickets?${query.toString()}`);
    const tickets = object === undefined ? [] : arrayOf(parseJson(object.body)).map(objectOf);
    return tickets.map((ticket) => ({
      id: required(ticket['id'], 'id'),
      at: timeOf(ticket['date_changed']) ?? from,
      createdAt: timeOf(ticket['date_created']) ?? from,
    }));
  });

const tickets = { isConfigured, list: changed };

export const feeds = ticketFeeds(tickets, 300);

export const history = ticketHistory(tickets, 365);
