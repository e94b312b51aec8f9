import type { Access, Api, FetchedObject } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, parseJson } from '../../reading/index.ts';
import type { Settings } from './settings.ts';

/** https://developers.freshdesk.com/api/#pagination */
export const PAGE_SIZE = 100;
/** A ticket with more conversations than this many pages is not read further. */
const MOST_PAGES = 50;

export const isConfigured = (settings: Settings): boolean =>
  settings.domain !== undefined && settings.apiKey !== undefined;

/** https://developers.freshdesk.com/api/#authentication: the API key as user name, any password. */
export const access = (settings: Settings): Access | undefined =>
  isConfigured(settings)
    ? {
        type: 'headers',
        headers: { authorization: `Basic ${Buffer.from(`${settings.apiKey}:X`).toString('base64')}` },
      }
    : undefined;

/** @throws platforms.api-not-configured */
export function urlOf(settings: Settings, path: string): string {
  if (!isConfigured(settings)) throw platformErrors.apiNotConfigured();
  return `${(settings.apiUrl ?? `https://${settings.domain}`).replace(/\/$/, '')}/api/v2${path}`;
}

/** The object as the API gives it; undefined where the vendor does not have it. */
export async function get(api: Api<Settings>, path: string): Promise<FetchedObject | undefined> {
  const url = urlOf(api.settings, path);
  const response = await call(api, { method: 'GET', url, headers: { accept: 'application/json' } });
  if (response === undefined) return undefined;
  return { url, headers: { 'content-type': 'application/json' }, body: response.body };
}

/** Every page of a list, as the API gives them. */
export async function pages(api: Api<Settings>, path: string): Promise<ReadonlyArray<FetchedObject>> {
  const found: FetchedObject[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const object = await get(api, `${path}?per_page=${PAGE_SIZE}&page=${page}`);
    if (object === undefined) break;
    const count = arrayOf(parseJson(object.body)).length;
    if (count > 0) found.push(object);
    if (count < PAGE_SIZE) break;
  }
  return found;
}
