import { call } from '../../calling/index.ts';
import type { Fetch } from '../../contract.ts';
import { googleApi } from '../../google/api.ts';
import { mailboxUrl, type Settings } from './settings.ts';

/** `users.messages.get` with `format=raw`: the whole message as it was sent, its labels, thread and Gmail’s own time. */
export const fetch: Fetch<Settings> = async ({ objectType, objectId }, api) => {
  if (objectType !== 'message') return { found: false };
  const url = mailboxUrl(api.settings, `messages/${encodeURIComponent(objectId)}?format=raw`);
  const response = await call(googleApi(api), {
    method: 'GET',
    url,
    headers: { accept: 'application/json' },
  });
  if (response === undefined) return { found: false };
  return {
    found: true,
    objects: [{ url, headers: { 'content-type': 'application/json' }, body: response.body }],
  };
};
