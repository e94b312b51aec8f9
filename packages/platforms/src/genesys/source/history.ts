import type { History } from '../../contract.ts';
import { sendJson } from '../../calling/index.ts';
import { arrayOf, objectOf, parseTime, pointerTo, stringOf } from '../../reading/index.ts';
import { apiUrl, isReady, type Settings } from './settings.ts';

const PAGE_SIZE = 100;

/**
 * Conversations that began in the span: POST /api/v2/analytics/conversations/details/query. It tells neither messages nor
 * recordings, so that what a conversation is read as cannot be told before it is fetched: each one is, once while it goes on and
 * once after its end.
 */
export const history: History<Settings> = {
  ready: isReady,
  days: 31,
  async list({ from, to, page = '1' }, api) {
    const url = `${apiUrl(api.settings)}/api/v2/analytics/conversations/details/query`;
    const answer = objectOf(
      await sendJson(api, 'POST', url, {
        interval: `${new Date(from).toISOString()}/${new Date(to).toISOString()}`,
        order: 'asc',
        orderBy: 'conversationStart',
        paging: { pageSize: PAGE_SIZE, pageNumber: Number(page) },
      }),
    );
    const conversations = arrayOf(answer['conversations']).map(objectOf);
    const items = conversations.flatMap((conversation) => {
      const began = parseTime(conversation['conversationStart']);
      const objectId = stringOf(conversation['conversationId']);
      if (objectId === undefined || began === null || began < from || began >= to) return [];
      const change = conversation['conversationEnd'] === undefined ? 'created' : 'changed';
      return [
        {
          pointer: pointerTo('conversation', objectId, change),
          interactionIds: [],
        },
      ];
    });
    return conversations.length < PAGE_SIZE ? { items } : { items, next: String(Number(page) + 1) };
  },
};
