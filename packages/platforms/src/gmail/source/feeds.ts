import { getJson } from '../../calling/index.ts';
import type { Feeds, Pointer } from '../../contract.ts';
import { googleApi } from '../../google/api.ts';
import { arrayOf, objectOf, pointerTo, required, stringOf, type Json } from '../../reading/index.ts';
import { isReady, mailboxUrl, type Settings } from './settings.ts';

export const FEED_NAME = 'mailbox';

type Change = 'created' | 'changed' | 'deleted';

/** Drafts are nobody’s mail yet (each save makes a new one), and spam is not read as a customer’s: neither is fetched. */
const isLeftOut = (labels: ReadonlyArray<unknown>): boolean =>
  labels.includes('DRAFT') || labels.includes('SPAM');

const pointerOf = (id: string, change: Change, threadId: string | undefined): Pointer =>
  pointerTo('message', id, change, threadId === undefined ? {} : { threadId });

/** Messages of one list of a history record; `moved` lists are of label changes. */
function changesOf(record: Json, list: string, change: Change, moved?: string): ReadonlyArray<Pointer> {
  return arrayOf(record[list])
    .map(objectOf)
    .flatMap((entry) => {
      const message = objectOf(entry['message']);
      const id = stringOf(message['id']);
      if (id === undefined || isLeftOut(arrayOf(message['labelIds']))) return [];
      if (moved !== undefined && !arrayOf(entry['labelIds']).includes(moved)) return [];
      return [pointerOf(id, change, stringOf(message['threadId']))];
    });
}

/** A message that is no longer spam, or a draft that was sent, is new to us; other labels change nothing that is read. */
const pointersOf = (record: Json): ReadonlyArray<Pointer> => [
  ...changesOf(record, 'messagesAdded', 'created'),
  ...changesOf(record, 'labelsRemoved', 'changed', 'SPAM'),
  ...changesOf(record, 'labelsAdded', 'changed', 'SENT'),
  ...changesOf(record, 'messagesDeleted', 'deleted'),
];

/** The last that is told of a message is what holds. */
const latest = (pointers: ReadonlyArray<Pointer>): ReadonlyArray<Pointer> => [
  ...new Map(pointers.map((pointer) => [pointer.objectId, pointer])).values(),
];

/**
 * `users.history.list`. The cursor is a history id, with the page’s token behind it while a reading is under way. Gmail keeps
 * history for about a week; an older id is answered 404.
 */
export const feeds: Feeds<Settings> = {
  wanted: (settings) => (isReady(settings) ? [FEED_NAME] : []),
  async start(_feed, api) {
    const profile = objectOf(await getJson(googleApi(api), mailboxUrl(api.settings, 'profile')));
    return required(profile['historyId'], 'historyId');
  },
  async read(_feed, cursor, api) {
    const [startHistoryId = '', pageToken] = cursor.split('/', 2);
    const query = new URLSearchParams({ startHistoryId, maxResults: '500' });
    for (const type of ['messageAdded', 'messageDeleted', 'labelAdded', 'labelRemoved'])
      query.append('historyTypes', type);
    if (pageToken !== undefined) query.set('pageToken', pageToken);
    const answer = await getJson(googleApi(api), mailboxUrl(api.settings, `history?${query.toString()}`));
    if (answer === undefined) return { expired: true };
    const page = objectOf(answer);
    const next = stringOf(page['nextPageToken']);
    return {
      expired: false,
      pointers: latest(arrayOf(page['history']).map(objectOf).flatMap(pointersOf)),
      objects: [],
      cursor:
        next === undefined ? (stringOf(page['historyId']) ?? startHistoryId) : `${startHistoryId}/${next}`,
      more: next !== undefined,
    };
  },
  pollSeconds: 15 * 60,
};
