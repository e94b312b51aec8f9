import type { Fetch } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { get } from './calls.ts';
import { hasApi, type Settings } from './settings.ts';

/**
 * GET sobjects/{object}/{id}: the record with all the fields that the user may read. One in the recycle bin is answered 404.
 * @throws platforms.api-not-configured, and what `call` throws
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  if (!hasApi(api.settings)) throw platformErrors.apiNotConfigured();
  const id = pointer.objectId.split('/')[1] ?? '';
  const path = `sobjects/${encodeURIComponent(pointer.objectType)}/${encodeURIComponent(id)}`;
  const answer = await get(api, path);
  if (answer === undefined) return { found: false };
  return {
    found: true,
    objects: [{ ...answer, headers: { 'content-type': 'application/json' } }],
  };
};
