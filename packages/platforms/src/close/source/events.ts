import type { Api, FetchedObject } from '../../contract.ts';
import { getJson } from '../../calling/index.ts';
import { arrayOf, objectOf, parseTime, required, stringOf, type Json } from '../../reading/index.ts';
import { apiUrl } from './access.ts';
import type { Settings } from './settings.ts';

/** The event log: thirty days, latest first, fifty a page. https://developer.close.com/api/resources/events */
export const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

export interface EventPage {
  readonly events: ReadonlyArray<Json>;
  /** To the page of earlier events. */
  readonly earlier: string | undefined;
}

/** The latest events of a span, or the page behind a cursor. Close drops the times of a query that has a cursor. */
export async function eventsOf(
  query: { readonly from: number; readonly to?: number; readonly cursor?: string },
  api: Api<Settings>,
): Promise<EventPage> {
  const parameters = new URLSearchParams({ _limit: '50' });
  if (query.cursor === undefined) {
    parameters.set('date_updated__gte', new Date(query.from).toISOString());
    if (query.to !== undefined) parameters.set('date_updated__lt', new Date(query.to).toISOString());
  } else parameters.set('_cursor', query.cursor);
  const answer = objectOf(await getJson(api, apiUrl(api.settings, `/event/?${parameters.toString()}`)));
  const all = arrayOf(answer['data']).map(objectOf);
  const events = all.filter((event) => timeOf(event) >= query.from);
  return { events, earlier: events.length < all.length ? undefined : stringOf(answer['cursor_next']) };
}

/** When the event was last changed: several changes within a short time are one event. */
export const timeOf = (event: Json): number => parseTime(event['date_updated']) ?? 0;

/** An event as the log gives it, in the wrapping of a webhook. */
export function eventObject(event: Json, settings: Settings): FetchedObject & { readonly key: string } {
  const id = required(event['id'], 'id');
  return {
    key: `event/${id}`,
    url: apiUrl(settings, `/event/${encodeURIComponent(id)}/`),
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ event })),
  };
}
