import type { Interaction } from '@throughline/schemas';
import { htmlToText, interaction, objectOf, required, stringOf, type Json } from '../../reading/index.ts';
import { splitReply } from '../../reading/reply.ts';
import { manifest } from '../manifest.ts';
import {
  attachmentsOf,
  authorOf,
  contactOf,
  isDeletion,
  mailboxOf,
  textOf,
  timeOf,
  type Told,
} from './reading.ts';

const CHANNELS: Readonly<Record<string, string>> = {
  EMAIL: 'email',
  CHAT: 'chat',
  PHONE: 'voice',
  FACEBOOK: 'messenger',
  TWITTER: 'twitter',
  WHATSAPP: 'whatsapp',
  WEB: 'form',
};
const channelOf = (item: Json): string =>
  CHANNELS[(stringOf(item['channel']) ?? '').toUpperCase()] ?? 'ticket';

/** A ticket as it is now: https://desk.zoho.com/DeskAPIDocument#Tickets#Tickets_Getaticket */
export function readTicket(told: Told, ticket: Json, previous: Json): Interaction {
  const { raw, account, type, time } = told;
  const id = required(ticket['id'], 'payload.id');
  const deleted = isDeletion(told) || ticket['isTrashed'] === true || ticket['isSpam'] === true;
  const changed = timeOf(ticket['modifiedTime']);
  const created = timeOf(ticket['createdTime']);
  const contact = {
    id: ticket['contactId'],
    email: ticket['email'],
    phone: ticket['phone'],
    ...objectOf(ticket['contact']),
  };
  const customer = contactOf(contact, told, true);
  const assignee = objectOf(ticket['assignee']);
  const description = stringOf(ticket['description']);
  return interaction(manifest, raw, {
    account,
    objectId: `ticket/${id}`,
    revision: Math.max(changed ?? 0, isDeletion(told) || changed === null ? (time ?? raw.receivedAt) : 0),
    channel: 'ticket',
    kind: 'ticket',
    event: deleted
      ? 'deleted'
      : type === 'Ticket_Add' || (changed !== null && changed === created)
        ? 'created'
        : 'changed',
    vendorEvent: type || 'ticket',
    direction: 'inbound',
    state: deleted ? 'deleted' : 'active',
    occurredAt: created,
    conversation: `ticket/${id}`,
    subject: ticket['subject'],
    text: description === undefined ? undefined : htmlToText(description),
    participants: customer === undefined ? [] : [customer],
    link: stringOf(ticket['webUrl']),
    properties: {
      number: stringOf(ticket['ticketNumber']),
      status: stringOf(ticket['status']),
      statusType: stringOf(ticket['statusType']),
      previousStatus: stringOf(previous['status']),
      priority: stringOf(ticket['priority']),
      category: stringOf(ticket['category']),
      classification: stringOf(ticket['classification']),
      channel: stringOf(ticket['channel']),
      department: stringOf(ticket['departmentId']),
      assignee: stringOf(assignee['email']) ?? stringOf(ticket['assigneeId']),
    },
  });
}

/** A thread does not change but in this: a draft is sent, or fails to be. */
const STATUSES = ['DRAFT', 'PENDING', 'FAILED', 'SUCCESS'];

/** Whether the thread came with all its words; webhooks and lists may give its beginning only. */
export const isWhole = (thread: Json): boolean =>
  (stringOf(thread['plainText']) ?? stringOf(thread['content'])) !== undefined &&
  thread['isContentTruncated'] !== true;

/** https://desk.zoho.com/DeskAPIDocument#Threads#Threads_Getathread */
export function readThread(told: Told, thread: Json, ticketOfPath?: string): Interaction {
  const { raw, account, type } = told;
  const ticket = stringOf(thread['ticketId']) ?? ticketOfPath;
  const direction = thread['direction'] === 'out' ? 'out' : 'in';
  const status = stringOf(thread['status']) ?? 'SUCCESS';
  const isDraft = status === 'DRAFT';
  const hidden = thread['visibility'] === 'private' || isDraft;
  const author =
    authorOf(objectOf(thread['author']), told, direction) ??
    (direction === 'in' ? mailboxOf(thread['fromEmailAddress'], true) : undefined);
  const recipient = direction === 'out' && !hidden ? mailboxOf(thread['to'], false) : undefined;
  const body =
    textOf(thread['plainText'], 'plainText') ??
    textOf(thread['content'] ?? thread['summary'], thread['contentType']);
  const split =
    direction === 'in' && body !== undefined ? splitReply(body) : { text: body, quotedText: null };
  const rank = Math.max(STATUSES.indexOf(status), 0);
  const call = channelOf(thread) === 'voice';
  return interaction(manifest, raw, {
    account,
    objectId: `thread/${required(thread['id'], 'payload.id')}`,
    // The whole of a thread outranks its beginning.
    revision: rank * 2 + (isWhole(thread) ? 1 : 0),
    channel: channelOf(thread),
    kind: hidden ? 'note' : call ? 'call' : 'message',
    event: isDraft ? 'drafted' : status === 'FAILED' ? 'failed' : direction === 'in' ? 'received' : 'sent',
    vendorEvent: type || 'thread',
    direction: hidden ? 'internal' : direction === 'in' ? 'inbound' : 'outbound',
    occurredAt: timeOf(thread['createdTime']),
    conversation: ticket === undefined ? undefined : `ticket/${ticket}`,
    subject: thread['subject'],
    text: split.text,
    quotedText: split.quotedText,
    participants: [
      ...(author === undefined ? [] : [author]),
      ...(recipient === undefined ? [] : [recipient]),
    ],
    attachments: attachmentsOf(thread),
    link: stringOf(thread['webUrl']),
    properties: {
      ticket,
      status,
      channel: stringOf(thread['channel']),
      isDescription: thread['isDescriptionThread'] === true ? 'true' : undefined,
      to: stringOf(thread['to']),
      cc: stringOf(thread['cc']),
    },
  });
}

/** https://desk.zoho.com/DeskAPIDocument#TicketsComments: private ones are notes, public ones are seen by customers. */
export function readComment(told: Told, comment: Json, ticketOfPath?: string): Interaction {
  const { raw, account, type, time } = told;
  const ticket = stringOf(comment['ticketId']) ?? stringOf(objectOf(comment['ticket'])['id']) ?? ticketOfPath;
  const author = authorOf({ id: comment['commenterId'], ...objectOf(comment['commenter']) }, told, 'out');
  const isPublic = comment['isPublic'] === true;
  const byCustomer = author?.role === 'customer';
  const commented = timeOf(comment['commentedTime']) ?? timeOf(comment['createdTime']);
  const deleted = isDeletion(told);
  return interaction(manifest, raw, {
    account,
    objectId: `comment/${required(comment['id'], 'payload.id')}`,
    revision: Math.max(
      timeOf(comment['modifiedTime']) ?? commented ?? 0,
      deleted ? (time ?? raw.receivedAt) : 0,
    ),
    channel: 'ticket',
    kind: isPublic ? 'message' : 'note',
    event: deleted ? 'deleted' : byCustomer ? 'received' : isPublic ? 'sent' : 'created',
    vendorEvent: type || 'comment',
    direction: !isPublic ? 'internal' : byCustomer ? 'inbound' : 'outbound',
    state: deleted ? 'deleted' : 'active',
    occurredAt: commented,
    conversation: ticket === undefined ? undefined : `ticket/${ticket}`,
    text: textOf(comment['content'], comment['contentType']),
    participants: author === undefined ? [] : [author],
    attachments: attachmentsOf(comment),
    properties: { ticket },
  });
}
