import type { Api } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, parseJson, stringOf, type Json } from '../../reading/index.ts';
import type { Settings } from './settings.ts';

/** https://learn.microsoft.com/power-apps/developer/data-platform/webapi/overview */
const ROOT = '/api/data/v9.2/';

const HEADERS = { accept: 'application/json', 'odata-version': '4.0', 'odata-maxversion': '4.0' };

/** The URL of a path behind the environment: `contacts(…)?$select=…` is found below the API's root. */
export function urlOf(settings: Settings, path: string): string {
  if (settings.organizationUrl === undefined) throw platformErrors.apiNotConfigured();
  return settings.organizationUrl.replace(/\/+$/, '') + (path.startsWith('/') ? path : ROOT + path);
}

/** A link of the answer as a path: only that is followed, at the host of the settings, as our token goes to no other. */
function pathOfLink(link: string | undefined): string | undefined {
  const url = URL.parse(link ?? '');
  return url?.pathname.startsWith('/api/data/') === true ? url.pathname + url.search : undefined;
}

export interface Page {
  readonly rows: ReadonlyArray<Json>;
  readonly next: string | undefined;
  readonly delta: string | undefined;
}

function pageOf(body: Uint8Array): Page {
  const page = objectOf(parseJson(body));
  return {
    rows: arrayOf(page['value']).map(objectOf),
    next: pathOfLink(stringOf(page['@odata.nextLink'])),
    delta: pathOfLink(stringOf(page['@odata.deltaLink'])),
  };
}

export const get = (
  path: string,
  prefer: ReadonlyArray<string>,
  api: Api<Settings>,
  expected: ReadonlyArray<number> = [],
) =>
  call(
    api,
    { method: 'GET', url: urlOf(api.settings, path), headers: { ...HEADERS, prefer: prefer.join(',') } },
    expected,
  );

/** One page of rows. @throws as `call`, and platforms.api-refused for 404: there is no such table */
export async function readPage(
  path: string,
  prefer: ReadonlyArray<string>,
  api: Api<Settings>,
): Promise<Page> {
  const response = await get(path, prefer, api);
  if (response === undefined) throw platformErrors.apiRefused({ detail: { status: 404 } });
  return pageOf(response.body);
}

/** `ExpiredVersionStamp`: https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes */
const EXPIRED = '0x80044352';

/**
 * One page of changes; undefined where the token is older than the environment keeps them (7 days by default).
 * @throws as {@link readPage}
 */
export async function readChanges(
  path: string,
  prefer: ReadonlyArray<string>,
  api: Api<Settings>,
): Promise<Page | undefined> {
  const response = await get(path, prefer, api, [400, 404, 410]);
  if (response === undefined || response.status === 410) return undefined;
  if (response.status < 300) return pageOf(response.body);
  const error = objectOf(objectOf(parseJson(response.body))['error']);
  const code = stringOf(error['code']) ?? '';
  const isOld = /version ?stamp.*expired|full sync|delta ?token.*expired/i.test(
    stringOf(error['message']) ?? '',
  );
  if (code.toLowerCase() === EXPIRED || isOld) return undefined;
  throw platformErrors.apiRefused({ detail: { status: response.status, code } });
}
