import type { History, HistoryItem } from '../../contract.ts';
import { getJson } from '../../calling/index.ts';
import {
  arrayOf,
  interactionIdOf,
  objectOf,
  parseTime,
  pointerTo,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { accountUrl, extensionUrl, recordObject } from './api.ts';
import { callObjectId } from './call.ts';
import { isWrittenDown, messageObjectId } from './message.ts';
import { isReady, type Settings } from './settings.ts';

function messageItem(settings: Settings, extension: string, url: string, message: Json): HistoryItem {
  const id = stringOf(message['id']) ?? '';
  return {
    pointer: pointerTo('message', `${extension}/${id}`),
    interactionIds: [interactionIdOf(manifest.id, settings.accountId, messageObjectId(id))],
    ...(isWrittenDown(message) ? {} : { object: recordObject(url, message) }),
  };
}

function callItem(settings: Settings, url: string, record: Json): HistoryItem {
  const session = stringOf(record['sessionId']) ?? '';
  return {
    pointer: pointerTo('call', session),
    interactionIds: [interactionIdOf(manifest.id, settings.accountId, callObjectId(record))],
    object: recordObject(url, record),
  };
}

/** Message store of each extension, then the account's call log: both by the time that something began. */
export const history: History<Settings> = {
  ready: isReady,
  days: 90,
  async list({ from, to, page = '0/1' }, api) {
    const { settings } = api;
    const [section = 0, number = 1] = page.split('/').map(Number);
    const extension = settings.extensions[section];
    const isCalls = extension === undefined;
    const url = isCalls
      ? accountUrl(settings, '/call-log')
      : extensionUrl(settings, extension, '/message-store');
    const query = new URLSearchParams({
      dateFrom: new Date(from).toISOString(),
      dateTo: new Date(to).toISOString(),
      page: String(number),
      perPage: isCalls ? '250' : '100',
      ...(isCalls ? { view: 'Detailed' } : {}),
    });
    const answer = objectOf(await getJson(api, `${url}?${query.toString()}`));
    const items = arrayOf(answer['records'])
      .map(objectOf)
      .filter((record) => {
        const time = parseTime(record[isCalls ? 'startTime' : 'creationTime']);
        return time !== null && time >= from && time < to;
      })
      .map((record) =>
        isCalls ? callItem(settings, url, record) : messageItem(settings, extension, url, record),
      );
    const more = objectOf(answer['navigation'])['nextPage'] !== undefined;
    if (more) return { items, next: `${section}/${number + 1}` };
    return isCalls ? { items } : { items, next: `${section + 1}/1` };
  },
};
