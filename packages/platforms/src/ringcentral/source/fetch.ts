import type { Api, Fetch, FetchResult } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, stringOf } from '../../reading/index.ts';
import { jsonObjectOf, textOf } from '../../schemes/index.ts';
import { accountUrl, extensionUrl } from './api.ts';
import type { Settings } from './settings.ts';

/** The call log has a call about half a minute after its end; what it does not have an hour after is not going to come. */
const LOGGED_WITHIN_MS = 60 * 60 * 1000;

const headers = { accept: 'application/json' };

/** A message, and beside it what was said, where RingCentral has written a voicemail down. */
async function fetchMessage(api: Api<Settings>, extension: string, id: string): Promise<FetchResult> {
  const url = extensionUrl(api.settings, extension, `/message-store/${encodeURIComponent(id)}`);
  const response = await call(api, { method: 'GET', url, headers });
  if (response === undefined) return { found: false };
  const attachments = arrayOf(jsonObjectOf(response.body)['attachments']).map(objectOf);
  const written = attachments.find((one) => one['type'] === 'AudioTranscription');
  const content =
    written === undefined
      ? undefined
      : await call(api, {
          method: 'GET',
          url: `${url}/content/${encodeURIComponent(stringOf(written['id']) ?? '')}`,
        });
  const body =
    content === undefined
      ? response.body
      : Buffer.from(
          `{"message":${textOf(response.body)},"transcription":${JSON.stringify(textOf(content.body))}}`,
        );
  return { found: true, objects: [{ url, headers: { 'content-type': 'application/json' }, body }] };
}

/** Pointers: `call` by its session, out of the account's call log; `message` by extension and id. */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  if (pointer.objectType === 'message') {
    const [extension = '~', id = ''] = pointer.objectId.split('/', 2);
    return fetchMessage(api, extension, id);
  }
  // Feeds and subscriptions are read and kept by other means; there is no object to bring.
  if (pointer.objectType !== 'call') return { found: true, objects: [] };
  const query = new URLSearchParams({ sessionId: pointer.objectId, view: 'Detailed' });
  const url = `${accountUrl(api.settings, '/call-log')}?${query.toString()}`;
  const response = await call(api, { method: 'GET', url, headers });
  const isLogged = response !== undefined && arrayOf(jsonObjectOf(response.body)['records']).length > 0;
  if (response !== undefined && isLogged) {
    return {
      found: true,
      objects: [{ url, headers: { 'content-type': 'application/json' }, body: response.body }],
    };
  }
  const toldAt = Number(pointer.parameters['toldAt'] ?? 0);
  if (api.now.getTime() - toldAt < LOGGED_WITHIN_MS)
    throw platformErrors.apiAway({ detail: { path: '/call-log', why: 'not logged yet' } });
  return { found: true, objects: [] };
};
