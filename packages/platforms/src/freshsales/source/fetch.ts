import type { Fetch } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { apiUrl } from './access.ts';
import type { Settings } from './settings.ts';
import { isModule, MODULES } from './trigger.ts';

/** @throws platforms.api-not-configured and as `call` */
export const fetch: Fetch<Settings> = async ({ objectType, objectId }, api) => {
  if (!isModule(objectType)) return { found: false };
  const url = apiUrl(api.settings, `/${MODULES[objectType].path}/${encodeURIComponent(objectId)}`);
  const response = await call(api, { method: 'GET', url, headers: { accept: 'application/json' } });
  if (response === undefined) return { found: false };
  return {
    found: true,
    objects: [{ url, headers: { 'content-type': 'application/json' }, body: response.body }],
  };
};
