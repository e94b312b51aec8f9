import type { Access, Api, HttpClientResponse } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, parseJson, type Json } from '../../reading/index.ts';
import type { Settings } from './settings.ts';

/** HTTP Basic with the key pair; WooCommerce takes that over HTTPS alone. */
export const access = ({ consumerKey, consumerSecret }: Settings): Access | undefined =>
  consumerKey === undefined || consumerSecret === undefined
    ? undefined
    : {
        type: 'headers',
        headers: {
          authorization: `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`,
        },
      };

export const ready = ({ siteUrl, consumerKey, consumerSecret }: Settings): boolean =>
  siteUrl !== undefined && consumerKey !== undefined && consumerSecret !== undefined;

/** A URL of the shop's REST API. @throws platforms.api-not-configured */
export function apiUrl(settings: Settings, path: string): string {
  if (settings.siteUrl === undefined || !ready(settings)) throw platformErrors.apiNotConfigured();
  return `${settings.siteUrl.replace(/\/$/, '')}/wp-json/wc/v3${path}`;
}

/** The shop's address without scheme and trailing slash: the same in a header, in a setting and after a move to HTTPS. */
export const accountOf = (siteUrl: string): string =>
  siteUrl
    .replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '')
    .toLowerCase();

export interface ListPage {
  readonly entries: ReadonlyArray<Json>;
  /** By `x-wp-totalpages`. */
  readonly hasMore: boolean;
}

/** One page of a list, a hundred entries at most. */
export async function listOf(
  list: string,
  parameters: Readonly<Record<string, string>>,
  page: number,
  api: Api<Settings>,
): Promise<ListPage> {
  const query = new URLSearchParams({ ...parameters, per_page: '100', page: String(page) });
  const response: HttpClientResponse | undefined = await call(api, {
    method: 'GET',
    url: apiUrl(api.settings, `/${list}?${query.toString()}`),
    headers: { accept: 'application/json' },
  });
  if (response === undefined) return { entries: [], hasMore: false };
  const pages = Number(response.headers['x-wp-totalpages'] ?? 0);
  return { entries: arrayOf(parseJson(response.body)).map(objectOf), hasMore: page < pages };
}
