import type { Api } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, parseJson, stringOf } from '../../reading/index.ts';
import type { Settings } from './settings.ts';

const errorCodeOf = (body: Uint8Array): string | undefined => {
  try {
    return stringOf(objectOf(arrayOf(parseJson(body))[0])['errorCode']);
  } catch {
    return undefined;
  }
};

/** An organisation's calls are counted over 24 hours, and Salesforce does not say when they suffice again. */
const LIMIT_WAIT_MS = 15 * 60_000;

/**
 * GET below the API's version; undefined for what it does not have.
 * A used-up limit is answered 403, as a missing right is; the error's code tells them apart.
 * @throws platforms.api-not-configured, and what `call` throws
 */
export async function get(api: Api<Settings>, path: string) {
  const { instanceUrl, apiVersion } = api.settings;
  if (instanceUrl === undefined) throw platformErrors.apiNotConfigured();
  const url = `${instanceUrl.replace(/\/$/, '')}/services/data/${apiVersion}/${path}`;
  const response = await call(api, { method: 'GET', url, headers: { accept: 'application/json' } }, [403]);
  if (response?.status === 403) {
    const code = errorCodeOf(response.body);
    const detail = { status: 403, code };
    if (code === 'REQUEST_LIMIT_EXCEEDED')
      throw platformErrors.apiLimited({ detail: { ...detail, retryAfterMs: LIMIT_WAIT_MS } });
    throw platformErrors.apiUnauthorized({ detail });
  }
  return response === undefined ? undefined : { url, body: response.body };
}
