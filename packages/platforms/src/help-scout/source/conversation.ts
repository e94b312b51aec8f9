import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  arrayOf,
  htmlToText,
  interaction,
  objectOf,
  ownValue,
  parseTime,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { splitReply } from '../../reading/reply.ts';
import { manifest } from '../manifest.ts';
import { ACCOUNT, attachmentsOf, personOf } from './reading.ts';

const CHANNELS: Readonly<Record<string, string>> = { email: 'email', chat: 'chat', phone: 'voice' };

/** What a conversation says of itself that its threads do not. */
interface Thread {
  readonly conversation: string;
  readonly channel: string;
  readonly subject: unknown;
  readonly link: string | undefined;
  readonly customer: Json;
}

const linkOf = (conversation: Json, id: string): string => {
  const number = stringOf(conversation['number']);
  return (
    stringOf(objectOf(objectOf(conversation['_links'])['web'])['href']) ??
    `https://secure.helpscout.net/conversation/${id}${number === undefined ? '' : `/${number}`}`
  );
};

/** Help Scout gives no single time of change: the latest of those that it gives. */
function changedAt(conversation: Json): number {
  const times = [
    conversation['createdAt'],
    conversation['userUpdatedAt'],
    conversation['modifiedAt'],
    conversation['closedAt'],
    objectOf(conversation['customerWaitingSince'])['time'],
  ].map((value) => parseTime(value) ?? 0);
  return Math.max(...times);
}

export const threadsOf = (conversation: Json): ReadonlyArray<Json> =>
  arrayOf(objectOf(conversation['_embedded'])['threads'] ?? conversation['threads']).map(objectOf);

/** Threads that count as such: `threads` of a conversation leaves lines of history and drafts out. */
export const countsAsThread = (thread: Json): boolean =>
  thread['type'] !== 'lineitem' && (stringOf(thread['state']) ?? 'published') === 'published';

/** A thread has no time of change; what may change is its state, in this order. */
const STATES = ['draft', 'underreview', 'published', 'hidden'];

const NOTES = new Set(['note', 'forwardparent']);

/** https://developer.helpscout.com/mailbox-api/endpoints/conversations/threads/list/ */
export function readThread(raw: RawRecord, thread: Json, whole: Thread, event: string): Interaction {
  const type = stringOf(thread['type']) ?? '';
  const state = stringOf(thread['state']) ?? 'published';
  const waiting = state === 'draft' || state === 'underreview';
  const action = objectOf(thread['action']);
  const author = personOf(objectOf(thread['createdBy']), true);
  const customer =
    objectOf(thread['customer'])['id'] === undefined ? whole.customer : objectOf(thread['customer']);
  const html = stringOf(thread['body']);
  const body = html === undefined ? '' : htmlToText(html);
  const byCustomer = author?.role === 'customer';
  const split = byCustomer ? splitReply(body) : { text: body, quotedText: null };
  const kind =
    type === 'lineitem'
      ? 'status'
      : NOTES.has(type) || waiting
        ? 'note'
        : type === 'phone'
          ? 'call'
          : 'message';
  const direction =
    kind === 'status' ? 'none' : kind === 'note' ? 'internal' : byCustomer ? 'inbound' : 'outbound';
  const other =
    byCustomer || kind === 'note' || kind === 'status' ? undefined : personOf(customer, false, 'customer');
  return interaction(manifest, raw, {
    account: ACCOUNT,
    objectId: `thread/${required(thread['id'], 'thread.id')}`,
    revision: Math.max(STATES.indexOf(state), 0),
    channel: whole.channel,
    kind,
    event:
      state === 'hidden'
        ? 'deleted'
        : kind === 'status'
          ? (stringOf(action['type']) ?? 'changed')
          : waiting
            ? 'drafted'
            : direction === 'inbound'
              ? 'received'
              : direction === 'outbound'
                ? 'sent'
                : 'created',
    vendorEvent: [event, type].filter(Boolean).join(' '),
    direction,
    state: state === 'hidden' ? 'deleted' : 'active',
    occurredAt: parseTime(thread['createdAt']),
    conversation: whole.conversation,
    subject: whole.subject,
    text: split.text === '' ? action['text'] : split.text,
    quotedText: split.quotedText,
    participants: [...(author === undefined ? [] : [author]), ...(other === undefined ? [] : [other])],
    attachments: attachmentsOf(thread),
    link: whole.link,
    properties: {
      type,
      state,
      status: stringOf(thread['status']),
      source: stringOf(objectOf(thread['source'])['type']),
      rating: stringOf(objectOf(thread['rating'])['rating']),
      openedAt: stringOf(thread['openedAt']),
      assignedTo: stringOf(objectOf(thread['assignedTo'])['email']),
    },
  });
}

/** What threads that were fetched by themselves lack. */
export const loneThread = (id: string): Thread => ({
  conversation: `conversation/${id}`,
  channel: 'email',
  subject: undefined,
  link: `https://secure.helpscout.net/conversation/${id}`,
  customer: {},
});

/** A conversation as it is now and the threads that came with it: https://developer.helpscout.com/mailbox-api/endpoints/conversations/get/ */
export function readConversation(
  raw: RawRecord,
  conversation: Json,
  event: string,
): ReadonlyArray<Interaction> {
  const id = required(conversation['id'], 'id');
  const customer = objectOf(conversation['primaryCustomer'] ?? conversation['customer']);
  const author = personOf(customer, true, 'customer');
  const link = linkOf(conversation, id);
  const deleted = conversation['state'] === 'deleted' || conversation['status'] === 'spam';
  const outbound = objectOf(conversation['createdBy'])['type'] === 'user';
  const assignee = objectOf(conversation['assignee'] ?? conversation['owner']);
  const ticket = interaction(manifest, raw, {
    account: ACCOUNT,
    objectId: `conversation/${id}`,
    revision: changedAt(conversation),
    channel: 'ticket',
    kind: 'ticket',
    event: deleted ? 'deleted' : event === 'convo.created' ? 'created' : 'changed',
    vendorEvent: event || 'conversation',
    direction: outbound ? 'outbound' : 'inbound',
    state: deleted ? 'deleted' : 'active',
    occurredAt: parseTime(conversation['createdAt']),
    conversation: `conversation/${id}`,
    subject: conversation['subject'],
    participants: author === undefined ? [] : [{ ...author, author: !outbound }],
    link,
    properties: {
      number: stringOf(conversation['number']),
      status: stringOf(conversation['status']),
      type: stringOf(conversation['type']),
      mailbox: stringOf(conversation['mailboxId']) ?? stringOf(objectOf(conversation['mailbox'])['id']),
      assignee: stringOf(assignee['email']),
      tags: arrayOf(conversation['tags'])
        .map((tag) => stringOf(objectOf(tag)['tag']) ?? stringOf(tag))
        .filter(Boolean)
        .join(', '),
      source: stringOf(objectOf(conversation['source'])['type']),
    },
  });
  const whole: Thread = {
    conversation: `conversation/${id}`,
    channel: ownValue(CHANNELS, stringOf(conversation['type']) ?? '') ?? 'email',
    subject: conversation['subject'],
    link,
    customer,
  };
  return [ticket, ...threadsOf(conversation).map((thread) => readThread(raw, thread, whole, event))];
}
