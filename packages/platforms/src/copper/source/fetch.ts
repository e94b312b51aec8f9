import type { Fetch } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { apiUrl } from './access.ts';
import { pathOf } from './resources.ts';
import type { Settings } from './settings.ts';

/** @throws platforms.api-not-configured and as `call` */
export const fetch: Fetch<Settings> = async ({ objectType, objectId }, api) => {
  const path = pathOf(objectType);
  const url = apiUrl(api.settings, `/${path ?? ''}/${encodeURIComponent(objectId)}`);
  if (path === undefined) return { found: false };
  const response = await call(api, { method: 'GET', url, headers: { accept: 'application/json' } });
  if (response === undefined) return { found: false };
  return {
    found: true,
    objects: [{ url, headers: { 'content-type': 'application/json' }, body: response.body }],
  };
};
