import { createHmac } from 'node:crypto';
import type { Api, HttpClientResponse } from '../api.ts';
import { call } from '../calling/index.ts';
import { platformErrors } from '../errors.ts';
import { arrayOf, objectOf, parseJson, type Json } from '../reading/index.ts';

/** What calls of the Graph API need of a source's settings. */
export interface GraphSettings {
  readonly apiUrl: string;
  readonly apiVersion: string;
  readonly pageAccessToken?: string | undefined;
  readonly appSecret: string;
  readonly sendAppSecretProof: boolean;
}

type GraphApi = Pick<Api<GraphSettings>, 'http' | 'now' | 'settings'>;

/** The vendor does not have it, or does not show it to us: it words both the same. */
export const ABSENT = Symbol('absent');

/** Errors come as 400 or 403, whatever they mean; the code tells. */
const EXPLAINED = [400, 401, 403];

const TOKEN = new Set([102, 190, 463, 467]);
const PERMISSION = (code: number): boolean => code === 3 || code === 10 || (code >= 200 && code < 300);
const LIMIT = (code: number): boolean =>
  [4, 17, 32, 341, 368, 613].includes(code) || (code >= 80000 && code < 80020);

/** `X-Business-Use-Case-Usage` says in minutes when calls are allowed again; zero where they are now. */
function waitOf(response: HttpClientResponse): number | undefined {
  try {
    const usage = objectOf(JSON.parse(response.headers['x-business-use-case-usage'] ?? '{}'));
    const minutes = Object.values(usage)
      .flatMap(arrayOf)
      .map((one) => Number(objectOf(one)['estimated_time_to_regain_access']))
      .filter(Number.isFinite);
    const longest = Math.max(0, ...minutes);
    return longest > 0 ? longest * 60_000 : undefined;
  } catch {
    return undefined;
  }
}

/** https://developers.facebook.com/docs/graph-api/guides/error-handling */
function answerOf(response: HttpClientResponse, path: string): Json | typeof ABSENT {
  const body = objectOf(parseJson(response.body));
  if (response.status < 300) return body;
  const error = objectOf(body['error']);
  const code = Number(error['code'] ?? 0);
  const detail = { status: response.status, path, code, subcode: Number(error['error_subcode'] ?? 0) };
  if (code === 803 || (code === 100 && detail.subcode === 33)) return ABSENT;
  if (TOKEN.has(code) || PERMISSION(code) || response.status === 401)
    throw platformErrors.apiUnauthorized({ detail });
  if (LIMIT(code)) {
    const retryAfterMs = waitOf(response);
    throw platformErrors.apiLimited({
      detail: { ...detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
    });
  }
  if (code === 1 || code === 2 || error['is_transient'] === true) throw platformErrors.apiAway({ detail });
  throw platformErrors.apiRefused({ detail });
}

export function graphUrl(
  settings: GraphSettings,
  path: string,
  query: Readonly<Record<string, string>> = {},
): string {
  const url = new URL(`${settings.apiUrl.replace(/\/$/, '')}/${settings.apiVersion}/${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.toString();
}

/**
 * One call of the Graph API.
 * @returns the object, or {@link ABSENT}
 * @throws platforms.api-unauthorized, platforms.api-limited (retryable), platforms.api-away (retryable),
 *   platforms.api-refused, platforms.body-unreadable
 */
export async function graph(
  api: GraphApi,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<Json | typeof ABSENT> {
  const { settings } = api;
  // https://developers.facebook.com/docs/facebook-login/security#proof: apps may demand it of every call.
  const proof = settings.sendAppSecretProof
    ? {
        appsecret_proof: createHmac('sha256', settings.appSecret)
          .update(settings.pageAccessToken ?? '')
          .digest('hex'),
      }
    : {};
  const url = graphUrl(settings, path, { ...query, ...proof });
  const response = await call(api, { method, url, headers: { accept: 'application/json' } }, EXPLAINED);
  return response === undefined ? ABSENT : answerOf(response, path);
}
