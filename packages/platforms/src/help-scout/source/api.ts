import type { Access, Api, Fetch, FetchedObject } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { objectOf, parseJson, stringOf } from '../../reading/index.ts';
import type { Settings } from './settings.ts';

/** A conversation with more threads than this many pages is not read further. */
const MOST_PAGES = 100;

const baseOf = (settings: Settings): string =>
  (settings.apiUrl ?? 'https://api.helpscout.net').replace(/\/$/, '');

export const isConfigured = (settings: Settings): boolean =>
  settings.appId !== undefined && settings.appSecret !== undefined;

/** https://developer.helpscout.com/mailbox-api/overview/authentication/#client-credentials-flow: tokens live two days. */
export const access = (settings: Settings): Access | undefined =>
  settings.appId === undefined || settings.appSecret === undefined
    ? undefined
    : {
        type: 'oauth',
        tokenUrl: `${baseOf(settings)}/v2/oauth2/token`,
        clientId: settings.appId,
        clientSecret: settings.appSecret,
        grant: 'client_credentials',
      };

/** @throws platforms.api-not-configured */
export function urlOf(settings: Settings, path: string): string {
  if (!isConfigured(settings)) throw platformErrors.apiNotConfigured();
  return `${baseOf(settings)}/v2${path}`;
}

/** The object as the API gives it; undefined where it is gone, or was merged into another (301). */
async function get(api: Api<Settings>, path: string): Promise<FetchedObject | undefined> {
  const url = urlOf(api.settings, path);
  const response = await call(api, { method: 'GET', url, headers: { accept: 'application/json' } }, [301]);
  if (response === undefined || response.status === 301) return undefined;
  return { url, headers: { 'content-type': 'application/hal+json' }, body: response.body };
}

/** Of a HAL list: `page{size, totalElements, totalPages, number}`. */
export const totalPagesOf = (list: unknown): number =>
  Number(stringOf(objectOf(objectOf(list)['page'])['totalPages']) ?? 1);

async function threads(api: Api<Settings>, id: string): Promise<ReadonlyArray<FetchedObject>> {
  const found: FetchedObject[] = [];
  for (let page = 1, pages = 1; page <= Math.min(pages, MOST_PAGES); page += 1) {
    const object = await get(api, `/conversations/${id}/threads?page=${page}`);
    if (object === undefined) break;
    found.push(object);
    pages = totalPagesOf(parseJson(object.body));
  }
  return found;
}

/**
 * A conversation with all its threads, or a customer.
 * @throws platforms.api-not-configured, and what a call throws
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  const id = encodeURIComponent(pointer.objectId);
  if (pointer.objectType === 'customer') {
    const customer = await get(api, `/customers/${id}`);
    return customer === undefined ? { found: false } : { found: true, objects: [customer] };
  }
  if (pointer.objectType !== 'conversation') return { found: false };
  const conversation = await get(api, `/conversations/${id}`);
  if (conversation === undefined) return { found: false };
  return { found: true, objects: [conversation, ...(await threads(api, id))] };
};
