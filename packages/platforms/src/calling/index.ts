import type { Api, HttpClientRequest, HttpClientResponse } from '../api.ts';
import { platformErrors } from '../errors.ts';
import { parseJson } from '../reading/json.ts';

/** Calls of vendors' APIs, with what their answers mean to the fetcher. */

const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

/** Retry-After (RFC 9110, section 10.2.3): seconds or an HTTP date. Milliseconds from `now`; undefined where it says nothing. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: Date): number | undefined {
  const text = headers['retry-after'];
  if (text === undefined || text === '') return undefined;
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST_WAIT_MS) : undefined;
}

/**
 * One call of the vendor's API.
 * @returns the answer where its status is 2xx or one of `expected`; undefined for 404 and 410: the vendor does not have it
 * @throws platforms.api-unauthorized (401, 403), platforms.api-limited (429; retryable, as late as Retry-After says),
 *   platforms.api-away (408, 5xx; retryable), platforms.api-refused (any other)
 */
export async function call(
  api: Pick<Api<unknown>, 'http' | 'now'>,
  request: HttpClientRequest,
  expected: ReadonlyArray<number> = [],
): Promise<HttpClientResponse | undefined> {
  const response = await api.http(request);
  const { status } = response;
  if ((status >= 200 && status < 300) || expected.includes(status)) return response;
  if (status === 404 || status === 410) return undefined;
  const wait = retryAfterMs(response.headers, api.now);
  const detail = {
    status,
    path: new URL(request.url).pathname,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
  if (status === 401 || status === 403) throw platformErrors.apiUnauthorized({ detail });
  if (status === 429) throw platformErrors.apiLimited({ detail });
  if (status === 408 || status >= 500) throw platformErrors.apiAway({ detail });
  throw platformErrors.apiRefused({ detail });
}

/** GET with `accept: application/json`; the parsed body, undefined for 404 and 410. @throws as {@link call}, platforms.body-unreadable */
export async function getJson(
  api: Pick<Api<unknown>, 'http' | 'now'>,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const response = await call(api, {
    method: 'GET',
    url,
    headers: { accept: 'application/json', ...headers },
  });
  return response === undefined ? undefined : parseJson(response.body);
}

/** Sends JSON and reads JSON; an empty answer is `{}`, 404 and 410 are undefined. @throws as {@link call}, platforms.body-unreadable */
export async function sendJson(
  api: Pick<Api<unknown>, 'http' | 'now'>,
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const response = await call(api, {
    method,
    url,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response === undefined) return undefined;
  return response.body.length === 0 ? {} : parseJson(response.body);
}
