import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  arrayOf,
  interaction,
  objectOf,
  parseTime,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { eventId, linkOf, readEvent, type Place } from './event.ts';
import { customersOf, personOf, roleOf, usersOf } from './people.ts';

/** The organization, or the licence in older versions of the webhooks. */
export const accountOf = (organization: unknown, licence: unknown): string =>
  stringOf(organization) ?? stringOf(licence) ?? 'livechat';

export const threadObjectId = (chatId: string, threadId: string): string => `thread/${chatId}/${threadId}`;

const ratingOf = (thread: Json): Json => objectOf(objectOf(thread['properties'])['rating']);

const eventsOf = (thread: Json): ReadonlyArray<Json> =>
  arrayOf(thread['events'])
    .map(objectOf)
    .filter((event) => stringOf(event['id']) !== undefined);

/** Object ids of everything that a chat with one thread is read as. */
export function chatIds(chat: Json): ReadonlyArray<string> {
  const thread = objectOf(chat['thread']);
  const chatId = stringOf(chat['id']) ?? '';
  const threadId = stringOf(thread['id']) ?? '';
  return [
    threadObjectId(chatId, threadId),
    ...(ratingOf(thread)['score'] === undefined ? [] : [`rating/${chatId}/${threadId}`]),
    ...eventsOf(thread).map((event) => eventId(chatId, threadId, event)),
  ];
}

/** What the customer thought of a chat: score 1 is good, 0 is bad. LiveChat tells no time of it. */
export function readRating(raw: RawRecord, place: Omit<Place, 'region'>, rating: Json): Interaction {
  return interaction(manifest, raw, {
    account: place.account,
    objectId: `rating/${place.chatId}/${place.threadId}`,
    revision: raw.receivedAt,
    channel: 'chat',
    kind: 'event',
    event: 'rated',
    vendorEvent: place.vendorEvent,
    direction: 'inbound',
    conversation: `${place.chatId}/${place.threadId}`,
    text: rating['comment'],
    participants: customersOf(place.account, place.users).map((one) => ({ ...one, author: true })),
    link: linkOf(place.threadId),
    properties: { score: stringOf(rating['score']) },
  });
}

/**
 * A chat with one of its threads: the thread itself, and every event in it as a message with its author's role.
 * @param chat `{ id, users, thread }`, as in `incoming_chat`, `get_chat` and `list_archives`
 */
export function readChat(
  raw: RawRecord,
  account: string,
  chat: Json,
  told: { readonly vendorEvent: string; readonly region: string },
): ReadonlyArray<Interaction> {
  const chatId = required(chat['id'], 'chat.id');
  const thread = objectOf(chat['thread']);
  const threadId = required(thread['id'], 'chat.thread.id');
  const users = usersOf(chat['users']);
  const place = { account, chatId, threadId, users, ...told };
  const events = eventsOf(thread);
  const began = parseTime(thread['created_at']);
  const last = Math.max(began ?? 0, ...events.map((event) => parseTime(event['created_at']) ?? 0));
  const ended = thread['active'] === false;
  const people = [...users.keys()].map((id) =>
    personOf(account, id, users, roleOf(id, users) === 'customer'),
  );
  // Nobody else speaks for two customers in one chat; should there be two, the first one began it.
  const author = people.findIndex((one) => one.author);
  const rating = ratingOf(thread);
  const main = interaction(manifest, raw, {
    account,
    objectId: threadObjectId(chatId, threadId),
    revision: raw.method === 'FETCH' ? raw.receivedAt : (began ?? raw.receivedAt),
    channel: 'chat',
    kind: 'event',
    event: ended ? 'ended' : 'created',
    vendorEvent: told.vendorEvent,
    direction: 'inbound',
    occurredAt: began,
    conversation: `${chatId}/${threadId}`,
    participants: people.map((one, index) => ({ ...one, author: index === author })),
    link: linkOf(threadId),
    durationSeconds: ended && began !== null ? (last - began) / 1000 : undefined,
    properties: {
      chat: chatId,
      thread: threadId,
      messages: String(events.filter((event) => event['type'] === 'message').length),
      tags: arrayOf(thread['tags'])
        .filter((tag) => typeof tag === 'string')
        .join(', '),
      groups: arrayOf(objectOf(thread['access'])['group_ids']).join(', '),
      rating: stringOf(rating['score']),
      restricted: stringOf(thread['restricted_access']),
    },
  });
  return [
    main,
    ...(rating['score'] === undefined ? [] : [readRating(raw, place, rating)]),
    ...events.map((event) => readEvent(raw, place, event, 'new')),
  ];
}
