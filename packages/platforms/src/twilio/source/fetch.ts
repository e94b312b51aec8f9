import type { Api, Fetch, FetchedObject } from '../../contract.ts';
import { getJson } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, stringOf, type Json } from '../../reading/index.ts';
import type { Settings } from './settings.ts';

export const MESSAGE = 'message';

/** https://www.twilio.com/docs/messaging/api/message-resource; `path` begins behind the version. */
export const urlOf = ({ apiUrl, accountSid = '' }: Settings, path: string): string =>
  `${apiUrl.replace(/\/$/, '')}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/${path}`;

export const objectOfMessage = (settings: Settings, sid: string, message: Json): FetchedObject => ({
  url: urlOf(settings, `Messages/${encodeURIComponent(sid)}.json`),
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(message)),
});

/** Whether a message has files, which its resource only counts. */
export const hasMedia = (message: Json): boolean => Number(stringOf(message['num_media']) ?? 0) > 0;

async function mediaOf(api: Api<Settings>, sid: string): Promise<ReadonlyArray<unknown>> {
  const list = await getJson(api, urlOf(api.settings, `Messages/${encodeURIComponent(sid)}/Media.json`));
  return arrayOf(objectOf(list)['media_list']);
}

/** A message, with the list of its files put in. */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  if (api.settings.accountSid === undefined) throw platformErrors.apiNotConfigured();
  if (pointer.objectType !== MESSAGE) return { found: false };
  const sid = pointer.objectId;
  const answer = await getJson(api, urlOf(api.settings, `Messages/${encodeURIComponent(sid)}.json`));
  if (answer === undefined) return { found: false };
  const message = objectOf(answer);
  const whole = hasMedia(message) ? { ...message, media_list: await mediaOf(api, sid) } : message;
  return { found: true, objects: [objectOfMessage(api.settings, sid, whole)] };
};
