import { call } from '../../calling/index.ts';
import type { Fetch } from '../../contract.ts';
import { ownValue } from '../../reading/index.ts';
import { apiUrlOf, JSON_API, type Settings } from './settings.ts';

const PATHS: Readonly<Record<string, (id: string) => string>> = {
  profile: (id) => `profiles/${id}?additional-fields[profile]=subscriptions`,
  event: (id) => `events/${id}?include=metric,profile`,
};

/** `Get Profile`, with its subscriptions, and `Get Event`. The account goes along: the answer does not name it. */
export const fetch: Fetch<Settings> = async ({ objectType, objectId, parameters }, api) => {
  const path = ownValue(PATHS, objectType)?.(encodeURIComponent(objectId));
  if (path === undefined) return { found: false };
  const url = apiUrlOf(api.settings, path);
  const response = await call(api, { method: 'GET', url, headers: { accept: JSON_API } });
  if (response === undefined) return { found: false };
  const account = parameters['account'];
  return {
    found: true,
    objects: [
      {
        url,
        headers: {
          'content-type': JSON_API,
          ...(account === undefined ? {} : { 'x-klaviyo-account': account }),
        },
        body: response.body,
      },
    ],
  };
};
