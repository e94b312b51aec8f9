import type { Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  identifier,
  interaction,
  objectOf,
  parseTime,
  participant,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';

/** Events name users by id only; the account makes the id one person's. */
const user = (
  account: string,
  id: string,
  role: 'customer' | 'agent',
  author: boolean,
  name?: unknown,
): Participant =>
  participant({ role, author, name, identifiers: [identifier('zendesk-user', `${account}/${id}`, true)] });

const linkOf = (context: NormalizeContext, ticket: string): string | undefined => {
  const subdomain = stringOf(context.settings['subdomain']);
  return subdomain === undefined ? undefined : `https://${subdomain}.zendesk.com/agent/tickets/${ticket}`;
};

interface EventParts {
  readonly type: string;
  readonly account: string;
  readonly time: number | null;
  readonly detail: Json;
  readonly event: Json;
}

function comment(raw: RawRecord, parts: EventParts, context: NormalizeContext): Interaction {
  const { account, detail } = parts;
  const ticket = required(detail['id'], 'detail.id');
  const body = objectOf(parts.event['comment']);
  const author = objectOf(body['author']);
  const authorId = stringOf(author['id']) ?? stringOf(detail['actor_id']);
  const staff = author['is_staff'] === true;
  const isPublic = body['is_public'] !== false;
  const requester = stringOf(detail['requester_id']);
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
    channel: 'ticket',
    kind: isPublic ? 'message' : 'note',
    event: 'received',
    vendorEvent: parts.type,
    direction: !isPublic ? 'internal' : staff ? 'outbound' : 'inbound',
    occurredAt: parts.time,
    conversation: `ticket/${ticket}`,
    subject: detail['subject'],
    text: body['body'],
    participants,
    link: linkOf(context, ticket),
    properties: { ticket, via: stringOf(objectOf(detail['via'])['channel']) },
  });
}

function ticketChange(raw: RawRecord, parts: EventParts, context: NormalizeContext): Interaction {
  const { account, detail, type } = parts;
  const ticket = required(detail['id'], 'detail.id');
  const requester = stringOf(detail['requester_id']);
  const created = type.endsWith('ticket.created');
  const removed = /ticket\.(soft_deleted|permanently_deleted|marked_as_spam)$/.test(type);
  return interaction(manifest, raw, {
    account,
    objectId: `ticket/${ticket}`,
    revision: parseTime(detail['updated_at']) ?? parts.time ?? 0,
    channel: 'ticket',
    kind: 'ticket',
    event: created ? 'created' : removed ? 'deleted' : 'changed',
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
      current: stringOf(parts.event['current']),
      previous: stringOf(parts.event['previous']),
    },
  });
}

const other = (raw: RawRecord, parts: EventParts, id: string): Interaction =>
  interaction(manifest, raw, {
    account: parts.account,
    objectId: `event/${id}`,
    channel: 'ticket',
    kind: 'other',
    event: 'other',
    vendorEvent: parts.type,
    direction: 'none',
    occurredAt: parts.time,
    text: JSON.stringify({ detail: parts.detail, event: parts.event }),
  });

/** An event subscription's delivery: `zen:event-type:ticket.comment_added` and its kin. */
export function readEvent(raw: RawRecord, body: Json, context: NormalizeContext): Interaction {
  const parts: EventParts = {
    type: required(body['type'], 'type'),
    account: required(body['account_id'], 'account_id'),
    time: parseTime(body['time']),
    detail: objectOf(body['detail']),
    event: objectOf(body['event']),
  };
  const name = parts.type.replace('zen:event-type:', '');
  const commentOf = objectOf(parts.event['comment']);
  if (name === 'ticket.comment_added' && commentOf['id'] !== undefined) return comment(raw, parts, context);
  if (name.startsWith('ticket.') && parts.detail['id'] !== undefined)
    return ticketChange(raw, parts, context);
  return other(raw, parts, required(body['id'], 'id'));
}
