import type { Api } from '../contract.ts';
import { call } from '../calling/index.ts';
import { platformErrors } from '../errors.ts';
import { arrayOf, objectOf, parseJson, stringOf, type Json } from '../reading/index.ts';

type GraphApi = Pick<Api<{ readonly apiUrl: string }>, 'settings' | 'http' | 'now'>;

/** Ids of Outlook items that survive a move between folders: https://learn.microsoft.com/graph/outlook-immutable-id */
export const IMMUTABLE_IDS = 'IdType="ImmutableId"';

/** The URL of a path behind the API's host: `/v1.0/subscriptions`. */
export const urlOf = (settings: { readonly apiUrl: string }, path: string): string =>
  settings.apiUrl.replace(/\/+$/, '') + path;

/**
 * A link of Graph's (`@odata.nextLink`) as a path. Only the path is ever followed, at the host of the settings: our token
 * goes to no other, whatever an answer says.
 */
export function pathOfLink(link: string): string | undefined {
  const url = URL.parse(link);
  return url?.pathname.startsWith('/v1.0/') === true ? url.pathname + url.search : undefined;
}

export interface Page {
  readonly items: ReadonlyArray<Json>;
  /** Path of the next page. */
  readonly next: string | undefined;
  /** Path that tells of changes from here on; on the last page of a delta query. */
  readonly delta: string | undefined;
}

function pageOf(body: Uint8Array): Page {
  const page = objectOf(parseJson(body));
  const linkOf = (name: string) => pathOfLink(stringOf(page[name]) ?? '');
  return {
    items: arrayOf(page['value']).map(objectOf),
    next: linkOf('@odata.nextLink'),
    delta: linkOf('@odata.deltaLink'),
  };
}

const get = (path: string, prefer: ReadonlyArray<string>, api: GraphApi, expected: ReadonlyArray<number>) =>
  call(
    api,
    {
      method: 'GET',
      url: urlOf(api.settings, path),
      headers: {
        accept: 'application/json',
        ...(prefer.length === 0 ? {} : { prefer: prefer.join(', ') }),
      },
    },
    expected,
  );

/** One page of a list. @throws as `call`, and platforms.api-refused for 404: the mailbox or channel of the settings is not there */
export async function readPage(path: string, prefer: ReadonlyArray<string>, api: GraphApi): Promise<Page> {
  const response = await get(path, prefer, api, []);
  if (response === undefined) throw platformErrors.apiRefused({ detail: { status: 404 } });
  return pageOf(response.body);
}

/**
 * One page of a delta query; undefined where Graph no longer knows the token. That is 410, or a code of the 40x series
 * (`syncStateNotFound`, `resyncRequired`): https://learn.microsoft.com/graph/delta-query-overview#synchronization-reset
 * @throws as {@link readPage}
 */
export async function readDelta(
  path: string,
  prefer: ReadonlyArray<string>,
  api: GraphApi,
): Promise<Page | undefined> {
  const response = await get(path, prefer, api, [400, 404, 410]);
  if (response === undefined || response.status === 410) return undefined;
  if (response.status < 300) return pageOf(response.body);
  const code = stringOf(objectOf(objectOf(parseJson(response.body))['error'])['code']) ?? '';
  if (/sync_?state|resync|delta_?token/i.test(code)) return undefined;
  throw platformErrors.apiRefused({ detail: { status: response.status, code } });
}
