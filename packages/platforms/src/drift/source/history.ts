import type { Api, History, HistoryItem } from '../../contract.ts';
import { arrayOf, interactionIdOf, objectOf, pointerTo, stringOf, type Json } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { get, getMessages, messagesOf, nextOf } from './api.ts';
import { accountOf, messageObjectId } from './message.ts';
import type { Settings } from './settings.ts';

const PER_PAGE = 25;

const millisecondsOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** What happened in the span in one conversation; undefined where nothing did. */
async function itemOf(
  conversation: Json,
  span: { readonly from: number; readonly to: number },
  api: Api<Settings>,
): Promise<HistoryItem | undefined> {
  const id = stringOf(conversation['id']);
  if (id === undefined) return undefined;
  const within = (time: unknown) => millisecondsOf(time) >= span.from && millisecondsOf(time) < span.to;
  const pages = await getMessages(api, id);
  const messages = pages
    .flatMap((page) => messagesOf(page.content))
    .filter((message) => within(message['createdAt']));
  const objectIds = [
    ...(within(conversation['createdAt']) ? [`conversation/${id}`] : []),
    ...messages.map(messageObjectId),
  ];
  if (objectIds.length === 0) return undefined;
  const account = accountOf(api.settings.orgId);
  return {
    pointer: pointerTo('conversation', id, 'changed'),
    interactionIds: objectIds.map((objectId) => interactionIdOf(manifest.id, account, objectId)),
  };
}

/**
 * GET /conversations/list: conversations with the last change first, and no filter by time, so pages are read back to the span's
 * beginning: https://devdocs.drift.com/docs/listing-conversations
 */
export const history: History<Settings> = {
  ready: (settings) => Boolean(settings.accessToken && settings.orgId),
  days: 90,
  async list({ from, to, page }, api) {
    const query = new URLSearchParams({
      limit: String(PER_PAGE),
      ...(page === undefined ? {} : { next: page }),
    });
    const content = (await get(api, `/conversations/list?${query.toString()}`))?.content ?? {};
    const conversations = arrayOf(content['data']).map(objectOf);
    const items: HistoryItem[] = [];
    for (const conversation of conversations) {
      const updated = millisecondsOf(conversation['updatedAt'] ?? conversation['createdAt']);
      if (updated < from || millisecondsOf(conversation['createdAt']) >= to) continue;
      const item = await itemOf(conversation, { from, to }, api);
      if (item !== undefined) items.push(item);
    }
    const last = conversations.at(-1);
    const isBefore = last !== undefined && millisecondsOf(last['updatedAt'] ?? last['createdAt']) < from;
    const next = isBefore ? undefined : nextOf(content);
    return next === undefined ? { items } : { items, next };
  },
};
