import type { History, HistoryItem } from '../../contract.ts';
import { sendJson } from '../../calling/index.ts';
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
import { action, fetchedChat } from './api.ts';
import { accountOf, chatIds } from './chat.ts';
import type { Settings } from './settings.ts';

function itemOf(chat: Json, settings: Settings): HistoryItem {
  const account = accountOf(settings.organizationId, undefined);
  const thread = objectOf(chat['thread']);
  const objectId = `${stringOf(chat['id']) ?? ''}/${stringOf(thread['id']) ?? ''}`;
  return {
    pointer: pointerTo('chat', objectId),
    interactionIds: chatIds(chat).map((id) => interactionIdOf(manifest.id, account, id)),
    object: fetchedChat(
      action(settings, 'list_archives'),
      Buffer.from(JSON.stringify(chat)),
      settings.organizationId,
    ),
  };
}

/** `list_archives`: threads by the time that they began, transcripts included. A page's id lasts for a month. */
export const history: History<Settings> = {
  ready: (settings) => Boolean(settings.accountId && settings.personalAccessToken && settings.organizationId),
  days: 60,
  async list({ from, to, page }, api) {
    const first = {
      filters: { from: new Date(from).toISOString(), to: new Date(to).toISOString() },
      sort_order: 'asc',
      limit: 100,
    };
    const request = page === undefined ? first : { page_id: page };
    const answer = objectOf(await sendJson(api, 'POST', action(api.settings, 'list_archives'), request));
    const items = arrayOf(answer['chats'])
      .map(objectOf)
      .filter((chat) => {
        const began = parseTime(objectOf(chat['thread'])['created_at']);
        return began !== null && began >= from && began < to;
      })
      .map((chat) => itemOf(chat, api.settings));
    const next = stringOf(answer['next_page_id']);
    return next === undefined ? { items } : { items, next };
  },
};
