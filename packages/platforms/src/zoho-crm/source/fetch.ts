import type { Fetch } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { ask } from './calls.ts';
import { hasApi, type Settings } from './settings.ts';

/**
 * GET /crm/v8/{module}/{id}. What Zoho does not have is answered 204, or 400 with the code INVALID_DATA.
 * @throws platforms.api-not-configured, and what `call` throws
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  if (!hasApi(api.settings)) throw platformErrors.apiNotConfigured();
  const id = pointer.objectId.split('/')[1] ?? '';
  const path = `${encodeURIComponent(pointer.objectType)}/${encodeURIComponent(id)}`;
  const answer = await ask(api, 'GET', path, { expected: [400] });
  if (answer?.status === 400 && answer.code !== 'INVALID_DATA') {
    throw platformErrors.apiRefused({ detail: { status: 400, code: answer.code } });
  }
  if (answer === undefined || answer.status !== 200) return { found: false };
  return {
    found: true,
    objects: [{ url: answer.url, headers: { 'content-type': 'application/json' }, body: answer.body }],
  };
};
