import type { Access, Api, Fetch, FetchedObject, HttpClientResponse } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, parseJson, type Json } from '../../reading/index.ts';
import type { Settings } from './settings.ts';

/** https://desk.zoho.com/DeskAPIDocument#Pagination */
export const PAGE_SIZE = 100;
/** A ticket with more conversations than this many pages is not read further. */
const MOST_PAGES = 20;

const trimmed = (url: string): string => url.replace(/\/$/, '');

export const isConfigured = (settings: Settings): boolean => settings.clientId !== undefined;

/** https://desk.zoho.com/DeskAPIDocument#OauthTokens: tokens live an hour and go by a scheme of Zoho's own. */
export const access = (settings: Settings): Access | undefined =>
  settings.clientId === undefined ||
  settings.clientSecret === undefined ||
  settings.refreshToken === undefined
    ? undefined
    : {
        type: 'oauth',
        tokenUrl: `${trimmed(settings.accountsUrl ?? 'https://accounts.zoho.com')}/oauth/v2/token`,
        clientId: settings.clientId,
        clientSecret: settings.clientSecret,
        grant: 'refresh_token',
        refreshToken: settings.refreshToken,
        scheme: 'Zoho-oauthtoken',
      };

/** @throws platforms.api-not-configured */
export function urlOf(settings: Settings, path: string): string {
  if (!isConfigured(settings)) throw platformErrors.apiNotConfigured();
  return `${trimmed(settings.apiUrl ?? 'https://desk.zoho.com')}/api/v1${path}`;
}

/** Every call names the organisation. */
export const headersOf = (settings: Settings): Readonly<Record<string, string>> => ({
  accept: 'application/json',
  orgid: settings.orgId ?? '',
});

const ask = async (api: Api<Settings>, path: string): Promise<HttpClientResponse | undefined> =>
  call(api, { method: 'GET', url: urlOf(api.settings, path), headers: headersOf(api.settings) });

async function get(api: Api<Settings>, path: string): Promise<FetchedObject | undefined> {
  const response = await ask(api, path);
  return response === undefined || response.status === 204
    ? undefined
    : {
        url: urlOf(api.settings, path),
        headers: { 'content-type': 'application/json' },
        body: response.body,
      };
}

/** The entries of a list; 204 is Zoho's empty list. */
const entriesOf = (object: FetchedObject | undefined): ReadonlyArray<Json> =>
  object === undefined ? [] : arrayOf(objectOf(parseJson(object.body))['data']).map(objectOf);

export const getList = async (api: Api<Settings>, path: string): Promise<ReadonlyArray<Json>> =>
  entriesOf(await get(api, path));

async function pages(api: Api<Settings>, path: string): Promise<ReadonlyArray<FetchedObject>> {
  const found: FetchedObject[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const object = await get(api, `${path}?from=${page * PAGE_SIZE}&limit=${PAGE_SIZE}`);
    if (object === undefined) break;
    found.push(object);
    if (entriesOf(object).length < PAGE_SIZE) break;
  }
  return found;
}

async function ticket(api: Api<Settings>, id: string): Promise<ReadonlyArray<FetchedObject>> {
  const path = `/tickets/${encodeURIComponent(id)}`;
  const whole = await get(api, `${path}?include=contacts,assignee`);
  if (whole === undefined) return [];
  return [whole, ...(await pages(api, `${path}/conversations`))];
}

/**
 * A ticket with its conversations (comments, and the beginnings of threads), one thread whole (`<ticket>/<thread>`), or a contact.
 * @throws platforms.api-not-configured, and what a call throws
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  if (pointer.objectType === 'ticket') {
    const objects = await ticket(api, pointer.objectId);
    return objects.length === 0 ? { found: false } : { found: true, objects };
  }
  const [first = '', second = ''] = pointer.objectId.split('/').map(encodeURIComponent);
  const path =
    pointer.objectType === 'thread'
      ? `/tickets/${first}/threads/${second}`
      : pointer.objectType === 'contact'
        ? `/contacts/${first}?include=accounts`
        : undefined;
  const object = path === undefined ? undefined : await get(api, path);
  return object === undefined ? { found: false } : { found: true, objects: [object] };
};
