import type { Fetch } from '../../contract.ts';
import { getJson } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { objectOf } from '../../reading/index.ts';
import { apiUrl } from './access.ts';
import { eventObject } from './events.ts';
import type { Settings } from './settings.ts';

/** An event of the log by its id; Close forgets them after thirty days. @throws platforms.api-not-configured and as `getJson` */
export const fetch: Fetch<Settings> = async ({ objectType, objectId }, api) => {
  if (api.settings.apiKey === undefined) throw platformErrors.apiNotConfigured();
  if (objectType !== 'event') return { found: false };
  const event = await getJson(api, apiUrl(api.settings, `/event/${encodeURIComponent(objectId)}/`));
  return event === undefined
    ? { found: false }
    : { found: true, objects: [eventObject(objectOf(event), api.settings)] };
};
