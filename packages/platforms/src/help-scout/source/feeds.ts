import type { Api, Feeds, History, HistoryItem, Pointer } from '../../contract.ts';
import { getJson } from '../../calling/index.ts';
import {
  arrayOf,
  interactionIdOf,
  objectOf,
  parseTime,
  pointerTo,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { isConfigured, totalPagesOf, urlOf } from './api.ts';
import { countsAsThread, threadsOf } from './conversation.ts';
import { ACCOUNT } from './reading.ts';
import type { Settings } from './settings.ts';

/**
 * The list can be asked for what was modified since a time, but does not tell when each was. It is read newest first: what is
 * modified meanwhile moves to the front and is told by the next reading, which begins a minute before this one did.
 */
const OVERLAP_MS = 60_000;

interface Cursor {
  readonly since: number;
  readonly page: number;
  /** When the reading under way began. */
  readonly began: number;
}

/** https://developer.helpscout.com/mailbox-api/endpoints/conversations/list/ */
async function list(api: Api<Settings>, since: number, page: number, embed: boolean) {
  const query = new URLSearchParams({
    status: 'all',
    modifiedSince: new Date(since).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    sortField: 'modifiedAt',
    sortOrder: 'desc',
    page: String(page),
    ...(embed ? { embed: 'threads' } : {}),
  });
  const answer = await getJson(api, urlOf(api.settings, `/conversations?${query.toString()}`));
  return {
    conversations: arrayOf(objectOf(objectOf(answer)['_embedded'])['conversations']).map(objectOf),
    more: page < totalPagesOf(answer),
  };
}

const pointerOf = (conversation: Json): Pointer =>
  pointerTo('conversation', required(conversation['id'], 'id'), 'changed');

export const feeds: Feeds<Settings> = {
  wanted: (settings) => (isConfigured(settings) ? ['conversations'] : []),
  start: async (_, api) => JSON.stringify({ since: api.now.getTime(), page: 1, began: 0 } satisfies Cursor),
  async read(_, cursor, api) {
    const { since, page, began } = JSON.parse(cursor) as Cursor;
    const start = page === 1 ? api.now.getTime() : began;
    const { conversations, more } = await list(api, since, page, false);
    const next: Cursor = more
      ? { since, page: page + 1, began: start }
      : { since: Math.max(since, start - OVERLAP_MS), page: 1, began: 0 };
    return {
      expired: false,
      pointers: conversations.map(pointerOf),
      objects: [],
      cursor: JSON.stringify(next),
      more,
    };
  },
  pollSeconds: 300,
};

/** The ids of the conversation and its threads, where the list brought all of these. */
function itemOf(conversation: Json): HistoryItem {
  const pointer = pointerOf(conversation);
  const threads = threadsOf(conversation);
  const isWhole =
    threads.filter(countsAsThread).length >= Number(stringOf(conversation['threads']) ?? Infinity);
  const objectIds = [
    `conversation/${pointer.objectId}`,
    ...threads.map((thread) => `thread/${stringOf(thread['id'])}`),
  ];
  return {
    pointer,
    interactionIds: isWhole ? objectIds.map((id) => interactionIdOf(manifest.id, ACCOUNT, id)) : [],
  };
}

/** Everything that was modified since the span began and was there before it ended. */
export const history: History<Settings> = {
  ready: isConfigured,
  async list({ from, to, page }, api) {
    const number = Number(page ?? 1);
    const { conversations, more } = await list(api, from, number, true);
    return {
      items: conversations
        .filter((conversation) => (parseTime(conversation['createdAt']) ?? from) < to)
        .map(itemOf),
      ...(more ? { next: String(number + 1) } : {}),
    };
  },
  days: 365,
};
