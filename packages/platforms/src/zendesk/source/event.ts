import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized, Pointer } from '../../contract.ts';
import {
  interaction,
  objectOf,
  parseTime,
  pointerTo,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { fileOf, isRedacted, rankOf } from './comment.ts';
import { readUser, user } from './people.ts';

export const linkOf = (context: NormalizeContext, ticket: string): string | undefined => {
  const subdomain = stringOf(context.settings['subdomain']);
  return subdomain === undefined ? undefined : `https://${subdomain}.zendesk.com/agent/tickets/${ticket}`;
};

interface EventParts {
  readonly id: string;
  /** `zen:event-type:ticket.created` */
  readonly type: string;
  readonly account: string;
  readonly time: number | null;
  readonly detail: Json;
  readonly event: Json;
}

/** A comment that an event brings with its words. */
function comment(raw: RawRecord, parts: EventParts, context: NormalizeContext): Interaction {
  const { account, detail, type } = parts;
  const ticket = required(detail['id'], 'detail.id');
  const body = objectOf(parts.event['comment']);
  const author = objectOf(body['author']);
  const authorId = stringOf(author['id']) ?? stringOf(detail['actor_id']);
  const staff = author['is_staff'] === true;
  const isPublic = body['is_public'] !== false && !type.endsWith('comment_made_private');
  const requester = stringOf(detail['requester_id']);
  const text = stringOf(body['body']);
  const file = objectOf(body['attachment']);
  const participants = [
    ...(authorId === undefined
      ? []
      : [user(account, authorId, staff ? 'agent' : 'customer', true, author['name'])]),
    ...(requester === undefined || requester === authorId
      ? []
      : [user(account, requester, 'customer', false)]),
  ];
  return interaction(manifest, raw, {
    account,
    objectId: `comment/${required(body['id'], 'event.comment.id')}`,
    revision: rankOf({
      fetched: false,
      isPublic,
      redacted: type.endsWith('comment_redacted') || isRedacted(text),
    }),
    channel: 'ticket',
    kind: isPublic ? 'message' : 'note',
    event: 'received',
    vendorEvent: type,
    direction: !isPublic ? 'internal' : staff ? 'outbound' : 'inbound',
    occurredAt: parts.time,
    conversation: `ticket/${ticket}`,
    subject: detail['subject'],
    text,
    participants,
    attachments: file['id'] === undefined ? [] : [fileOf(file)],
    link: linkOf(context, ticket),
    properties: { ticket, via: stringOf(objectOf(detail['via'])['channel']) },
  });
}

/** What happened to a comment without its words (a file linked or redacted), and ratings: each a thing of its own. */
function happening(raw: RawRecord, parts: EventParts, context: NormalizeContext): Interaction {
  const { account, detail, event, type } = parts;
  const ticket = required(detail['id'], 'detail.id');
  const rated = type.includes('.csat_') || type.includes('satisfaction');
  const requester = stringOf(detail['requester_id']);
  const actor = stringOf(detail['actor_id']);
  const rating = objectOf(event['csat'] ?? event['satisfaction_rating'] ?? event['rating'] ?? event);
  const file = objectOf(event['attachment'] ?? objectOf(event['comment'])['attachment']);
  return interaction(manifest, raw, {
    account,
    objectId: `event/${parts.id}`,
    channel: 'ticket',
    kind: rated ? 'event' : 'status',
    event: type.endsWith('csat_received') ? 'rated' : (type.split('.').at(-1) ?? 'changed'),
    vendorEvent: type,
    direction: type.endsWith('csat_received') ? 'inbound' : 'none',
    occurredAt: parts.time,
    conversation: `ticket/${ticket}`,
    subject: detail['subject'],
    text: stringOf(rating['comment']) ?? (rated ? JSON.stringify(event) : undefined),
    participants: rated
      ? requester === undefined
        ? []
        : [user(account, requester, 'customer', type.endsWith('csat_received'))]
      : actor === undefined
        ? []
        : [user(account, actor, actor === requester ? 'customer' : 'agent', true)],
    attachments: file['id'] === undefined ? [] : [fileOf(file)],
    link: linkOf(context, ticket),
    properties: {
      ticket,
      comment: stringOf(objectOf(event['comment'])['id']),
      rating: stringOf(rating['score']) ?? stringOf(rating['rating']) ?? stringOf(rating['value']),
    },
  });
}

const REMOVED = /ticket\.(soft_deleted|permanently_deleted|marked_as_spam)$/;

/** Changes whose event is more than `current` and `previous`, in few words: tags, followers, custom fields. */
const compact = (event: Json): string | undefined => {
  const { current: _, previous: __, ...rest } = event;
  return Object.keys(rest).length === 0 ? undefined : JSON.stringify(rest);
};

function ticketChange(raw: RawRecord, parts: EventParts, context: NormalizeContext): Interaction {
  const { account, detail, type, event } = parts;
  const ticket = required(detail['id'], 'detail.id');
  const requester = stringOf(detail['requester_id']);
  const removed = REMOVED.test(type);
  return interaction(manifest, raw, {
    account,
    objectId: `ticket/${ticket}`,
    revision: parseTime(detail['updated_at']) ?? parts.time ?? 0,
    channel: 'ticket',
    kind: 'ticket',
    event: type.endsWith('ticket.created') ? 'created' : removed ? 'deleted' : 'changed',
    vendorEvent: type,
    direction: 'inbound',
    state: removed ? 'deleted' : 'active',
    occurredAt: parseTime(detail['created_at']) ?? parts.time,
    conversation: `ticket/${ticket}`,
    subject: detail['subject'],
    text: detail['description'],
    participants: requester === undefined ? [] : [user(account, requester, 'customer', true)],
    link: linkOf(context, ticket),
    properties: {
      ticket,
      status: stringOf(detail['status']),
      priority: stringOf(detail['priority']),
      type: stringOf(detail['type']),
      assignee: stringOf(detail['assignee_id']),
      group: stringOf(detail['group_id']),
      current: stringOf(event['current']),
      previous: stringOf(event['previous']),
      mergedInto: stringOf(event['target_ticket_id']),
      change: compact(event),
    },
  });
}

const other = (raw: RawRecord, parts: EventParts): Interaction =>
  interaction(manifest, raw, {
    account: parts.account,
    objectId: `event/${parts.id}`,
    channel: 'ticket',
    kind: 'other',
    event: 'other',
    vendorEvent: parts.type,
    direction: 'none',
    occurredAt: parts.time,
    text: JSON.stringify({ detail: parts.detail, event: parts.event }),
  });

/** Events that leave out what the API gives: files of comments, words of those that changed, addresses of people. */
const LEAVES_OUT = /^ticket\.(created|requester_changed|comment_\w+|attachment_\w+)$/;

function pointerOf(parts: EventParts, name: string, context: NormalizeContext): ReadonlyArray<Pointer> {
  const ticket = stringOf(parts.detail['id']);
  if (ticket === undefined || !LEAVES_OUT.test(name)) return [];
  if (stringOf(context.settings['accountId']) === undefined) return [];
  const change = name === 'ticket.created' ? 'created' : 'changed';
  return [pointerTo('ticket', ticket, change)];
}

const isTicketEvent = (name: string, parts: EventParts): boolean =>
  name.startsWith('ticket.') && parts.detail['id'] !== undefined;

function read(raw: RawRecord, parts: EventParts, name: string, context: NormalizeContext): Interaction {
  const told = objectOf(parts.event['comment']);
  if (isTicketEvent(name, parts)) {
    const hasWords = told['id'] !== undefined && stringOf(told['body']) !== undefined;
    if (
      name.startsWith('ticket.comment_') &&
      (hasWords || (name === 'ticket.comment_added' && told['id'] !== undefined))
    )
      return comment(raw, parts, context);
    return /^ticket\.(comment_|attachment_|csat_)/.test(name)
      ? happening(raw, parts, context)
      : ticketChange(raw, parts, context);
  }
  if (name.startsWith('user.') && parts.detail['id'] !== undefined)
    return readUser(raw, parts.detail, { ...parts }, context);
  return other(raw, parts);
}

/** An event subscription's delivery: `zen:event-type:ticket.comment_added` and its kin. Some types have a slash for the second colon. */
export function readEvent(raw: RawRecord, body: Json, context: NormalizeContext): Normalized {
  const parts: EventParts = {
    id: required(body['id'], 'id'),
    type: required(body['type'], 'type'),
    account: required(body['account_id'], 'account_id'),
    time: parseTime(body['time']),
    detail: objectOf(body['detail']),
    event: objectOf(body['event']),
  };
  const name = parts.type.replace(/^zen:event-type[:/]/, '');
  const pointers = pointerOf(parts, name, context);
  const item = read(raw, parts, name, context);
  // What became of a comment is seen by the comment itself, where that is fetched.
  return item.kind === 'status' && pointers.length > 0 ? pointers : [item, ...pointers];
}
