import type { Access, Api, Fetch, FetchedObject, HttpClientResponse } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { objectOf, parseJson, stringOf } from '../../reading/index.ts';
import type { Settings } from './settings.ts';

/** https://developer.zendesk.com/api-reference/introduction/pagination/: the most of a page. */
const PAGE_SIZE = 100;
/** A ticket has at most 5,000 comments. */
const MOST_PAGES = 50;

export const isConfigured = (settings: Settings): boolean =>
  settings.accountId !== undefined &&
  settings.subdomain !== undefined &&
  settings.apiUser !== undefined &&
  settings.apiToken !== undefined;

/** https://developer.zendesk.com/api-reference/introduction/security-and-auth/#api-token */
export const access = (settings: Settings): Access | undefined =>
  isConfigured(settings)
    ? {
        type: 'headers',
        headers: {
          authorization: `Basic ${Buffer.from(`${settings.apiUser}/token:${settings.apiToken}`).toString('base64')}`,
        },
      }
    : undefined;

/** @throws platforms.api-not-configured */
export function urlOf(settings: Settings, path: string): string {
  if (!isConfigured(settings)) throw platformErrors.apiNotConfigured();
  const base = settings.apiUrl ?? `https://${settings.subdomain}.zendesk.com`;
  return `${base.replace(/\/$/, '')}/api/v2${path}`;
}

/** @param expected statuses besides 2xx that the caller understands */
export const ask = async (
  api: Api<Settings>,
  path: string,
  expected: ReadonlyArray<number> = [],
): Promise<HttpClientResponse | undefined> =>
  call(
    api,
    { method: 'GET', url: urlOf(api.settings, path), headers: { accept: 'application/json' } },
    expected,
  );

async function get(api: Api<Settings>, path: string): Promise<FetchedObject | undefined> {
  const response = await ask(api, path);
  return response === undefined
    ? undefined
    : {
        url: urlOf(api.settings, path),
        headers: { 'content-type': 'application/json' },
        body: response.body,
      };
}

/** https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/#list-comments, by cursor. */
async function comments(api: Api<Settings>, ticket: string): Promise<ReadonlyArray<FetchedObject>> {
  const found: FetchedObject[] = [];
  for (let after: string | undefined, page = 0; page < MOST_PAGES; page += 1) {
    const query = new URLSearchParams({
      include: 'users',
      'page[size]': String(PAGE_SIZE),
      ...(after === undefined ? {} : { 'page[after]': after }),
    });
    const object = await get(api, `/tickets/${ticket}/comments?${query.toString()}`);
    if (object === undefined) break;
    found.push(object);
    const meta = objectOf(objectOf(parseJson(object.body))['meta']);
    after = stringOf(meta['after_cursor']);
    if (meta['has_more'] !== true || after === undefined) break;
  }
  return found;
}

/**
 * A ticket with its requester and all its comments, or a user.
 * @throws platforms.api-not-configured, and what a call throws
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  const id = encodeURIComponent(pointer.objectId);
  if (pointer.objectType === 'user') {
    const user = await get(api, `/users/${id}`);
    return user === undefined ? { found: false } : { found: true, objects: [user] };
  }
  if (pointer.objectType !== 'ticket') return { found: false };
  const ticket = await get(api, `/tickets/${id}?include=users`);
  if (ticket === undefined) return { found: false };
  return { found: true, objects: [ticket, ...(await comments(api, id))] };
};
