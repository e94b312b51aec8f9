import type { Fetch, FetchedObject } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { ownValue } from '../../reading/index.ts';
import type { Settings } from './settings.ts';

/** GET /v1/calls/{id} and /v1/contacts/{id}: https://developer.aircall.io/api-references/#retrieve-a-call */
const PATHS: Readonly<Record<string, string>> = { call: 'calls', contact: 'contacts' };

/** Recordings and voicemails are there a while after the call has ended, and their addresses last for minutes: read again. */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  const path = ownValue(PATHS, pointer.objectType);
  if (path === undefined) return { found: false };
  const url = `${api.settings.apiUrl}/v1/${path}/${encodeURIComponent(pointer.objectId)}`;
  const response = await call(api, { method: 'GET', url, headers: { accept: 'application/json' } });
  if (response === undefined) return { found: false };
  const object: FetchedObject = {
    url,
    headers: { 'content-type': 'application/json' },
    body: response.body,
  };
  return { found: true, objects: [object] };
};
