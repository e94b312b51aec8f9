import type { History, HistoryItem } from '../../contract.ts';
import { getJson } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, interactionIdOf, objectOf, parseTime, pointerTo, stringOf } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { hasMedia, MESSAGE, objectOfMessage, urlOf } from './fetch.ts';
import type { Settings } from './settings.ts';

const PAGE_SIZE = '500';

const dateOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);

/** The first page's URL. Twilio's filters are named with their comparison (≥, ≤) and take dates, in UTC; the rest is left out here. */
function firstPage(settings: Settings, from: number, to: number): string {
  const query = new URLSearchParams({
    'DateSent>': dateOf(from),
    'DateSent<': dateOf(to - 1),
    PageSize: PAGE_SIZE,
  });
  return urlOf(settings, `Messages.json?${query.toString()}`);
}

/** All messages in and out by the time they were sent: https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources */
export const history: History<Settings> = {
  ready: ({ accountSid }) => accountSid !== undefined,
  days: 90,
  async list(span, api) {
    const { settings } = api;
    const account = settings.accountSid ?? '';
    const { origin } = new URL(settings.apiUrl);
    const url = span.page === undefined ? firstPage(settings, span.from, span.to) : origin + span.page;
    const answer = await getJson(api, url);
    if (answer === undefined) throw platformErrors.apiRefused({ detail: { path: new URL(url).pathname } });
    const list = objectOf(answer);
    const items = arrayOf(list['messages']).flatMap((value): HistoryItem[] => {
      const message = objectOf(value);
      const sid = stringOf(message['sid']);
      const sent = parseTime(message['date_sent']);
      if (sid === undefined || sent === null || sent < span.from || sent >= span.to) return [];
      return [
        {
          pointer: pointerTo(MESSAGE, sid, 'created'),
          interactionIds: [interactionIdOf(manifest.id, account, sid)],
          // Files are only counted in the list.
          ...(hasMedia(message) ? {} : { object: objectOfMessage(settings, sid, message) }),
        },
      ];
    });
    const next = stringOf(list['next_page_uri']);
    return { items, ...(next?.startsWith('/') === true ? { next } : {}) };
  },
};
