import type { Fetch } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { objectTypes, typeOf } from './objects.ts';
import { access } from './access.ts';
import type { Settings } from './settings.ts';

const ASSOCIATED = 'contacts,companies,deals,tickets';

/** Where the API has the object that a pointer names. */
function urlOf(objectType: string, id: string, apiUrl: string): string | undefined {
  const [first = '', second = ''] = id.split('/').map(encodeURIComponent);
  const threads = `${apiUrl}/conversations/v3/conversations/threads/${first}`;
  if (objectType === 'thread') return threads;
  if (objectType === 'message') return `${threads}/messages/${second}`;
  const type = typeOf(objectType, undefined);
  if (type === undefined) return undefined;
  const { plural, properties } = objectTypes[type];
  const query = new URLSearchParams({ properties: properties.join(','), associations: ASSOCIATED });
  return `${apiUrl}/crm/v3/objects/${plural}/${first}?${query.toString()}`;
}

/**
 * GET /crm/v3/objects/{type}/{id} with properties and associations, or a thread or message of the conversations.
 * @throws platforms.api-not-configured, and what `call` throws
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  const { settings } = api;
  const [portal = '', ...id] = pointer.objectId.split('/');
  if (access(settings) === undefined) throw platformErrors.apiNotConfigured();
  if (settings.portalId !== undefined && settings.portalId !== portal) {
    // Another account that installed the same app: our token says nothing of it.
    throw platformErrors.apiNotConfigured({ detail: { portal } });
  }
  const url = urlOf(pointer.objectType, id.join('/'), settings.apiUrl);
  if (url === undefined) throw platformErrors.apiRefused({ detail: { objectType: pointer.objectType } });
  const response = await call(api, { method: 'GET', url, headers: { accept: 'application/json' } });
  if (response === undefined) return { found: false };
  return {
    found: true,
    objects: [{ url, headers: { 'content-type': 'application/json' }, body: response.body }],
  };
};
