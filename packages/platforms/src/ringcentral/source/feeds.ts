import type { Api, Feeds } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import {
  arrayOf,
  objectOf,
  parseJson,
  pointerTo,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { accountUrl, CALLS, extensionOf, extensionUrl, messagesFeed, recordObject } from './api.ts';
import { isWrittenDown } from './message.ts';
import { isReady, type Settings } from './settings.ts';

/** A frame that begins a week back tells of what becomes of that week's messages, too. */
const FRAME_MS = 7 * 24 * 60 * 60 * 1000;

const urlOf = (feed: string, settings: Settings): string =>
  feed === CALLS
    ? accountUrl(settings, '/call-log-sync')
    : extensionUrl(settings, extensionOf(feed), '/message-sync');

/** What a synchronisation answers; undefined where RingCentral no longer takes its token. */
async function synchronize(
  url: string,
  query: Record<string, string>,
  api: Api<Settings>,
): Promise<Json | undefined> {
  const request = { method: 'GET', url: `${url}?${new URLSearchParams(query).toString()}` };
  const response = await call(api, { ...request, headers: { accept: 'application/json' } }, [400]);
  if (response === undefined) return undefined;
  if (response.status !== 400) return objectOf(parseJson(response.body));
  if (/synctoken/i.test(textOf(response.body))) return undefined;
  throw platformErrors.apiRefused({ detail: { status: 400, path: new URL(url).pathname } });
}

const tokenOf = (answer: Json): string =>
  required(objectOf(answer['syncInfo'])['syncToken'], 'syncInfo.syncToken');

/**
 * Message Sync and Call Log Sync: a full synchronisation gives the first token, incremental ones what changed since, with an
 * overlap of five seconds: https://developers.ringcentral.com/guide/messaging/message-store/message-sync
 */
export const feeds: Feeds<Settings> = {
  pollSeconds: 15 * 60,
  wanted: (settings) => (isReady(settings) ? [...settings.extensions.map(messagesFeed), CALLS] : []),
  async start(feed, api) {
    const dateFrom = new Date(api.now.getTime() - FRAME_MS).toISOString();
    const query = {
      syncType: 'FSync',
      dateFrom,
      recordCount: '1',
      ...(feed === CALLS ? { statusGroup: 'All', view: 'Detailed' } : {}),
    };
    const answer = await synchronize(urlOf(feed, api.settings), query, api);
    if (answer === undefined)
      throw platformErrors.apiRefused({ detail: { path: new URL(urlOf(feed, api.settings)).pathname } });
    return tokenOf(answer);
  },
  async read(feed, cursor, api) {
    const url = urlOf(feed, api.settings);
    const answer = await synchronize(url, { syncType: 'ISync', syncToken: cursor }, api);
    if (answer === undefined) return { expired: true };
    const records = arrayOf(answer['records']).map(objectOf);
    const isFetched = (record: Json) => feed !== CALLS && isWrittenDown(record);
    const objects = records.flatMap((record) => {
      const id = stringOf(record[feed === CALLS ? 'sessionId' : 'id']) ?? stringOf(record['id']);
      const key = `${feed === CALLS ? 'call' : 'message'}/${id ?? ''}`;
      return id === undefined || isFetched(record) ? [] : [{ ...recordObject(url, record), key }];
    });
    const pointers = records
      .filter(isFetched)
      .map((record) =>
        pointerTo('message', `${extensionOf(feed)}/${stringOf(record['id']) ?? ''}`, 'changed'),
      );
    return { expired: false, pointers, objects, cursor: tokenOf(answer), more: false };
  },
};
