import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized } from '../../contract.ts';
import {
  fetchedOf,
  interaction,
  objectOf,
  ownValue,
  parseJson,
  parseTime,
  pointerTo,
  required,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { header } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { ORGANIZATION_HEADER } from './api.ts';
import { accountOf, readChat, readRating, threadObjectId } from './chat.ts';
import { linkOf, readEvent } from './event.ts';
import { customerOf, personOf, usersOf } from './people.ts';

interface Delivery {
  readonly action: string;
  readonly account: string;
  readonly payload: Json;
  readonly chatId: string;
  readonly threadId: string;
}

const STATUSES: Readonly<Record<string, string>> = {
  chat_transferred: 'transferred',
  chat_access_updated: 'changed',
  user_added_to_chat: 'joined',
  user_removed_from_chat: 'left',
  thread_tagged: 'tagged',
  thread_untagged: 'untagged',
  routing_status_set: 'changed',
  events_marked_as_seen: 'seen',
  incoming_rich_message_postback: 'clicked',
};

/** What happened around a chat. LiveChat gives neither an id nor a time: the content is the id. */
function readStatus(raw: RawRecord, delivery: Delivery): Interaction {
  const { action, account, payload, chatId, threadId } = delivery;
  const event = ownValue(STATUSES, action);
  const userId = stringOf(payload['user_id']) ?? stringOf(objectOf(payload['user'])['id']);
  const requester = stringOf(payload['requester_id']);
  const users = usersOf(payload['user'] === undefined ? [] : [payload['user']]);
  const actor = requester ?? userId;
  const isClick = action === 'incoming_rich_message_postback';
  const target = objectOf(payload['transferred_to']);
  return interaction(manifest, raw, {
    account,
    objectId: `${action === '' ? 'unknown' : action}/${sha256(JSON.stringify(payload))}`,
    channel: 'chat',
    kind: event === undefined ? 'other' : isClick ? 'event' : 'status',
    event: event ?? 'other',
    vendorEvent: action,
    direction: event === undefined ? 'none' : isClick ? 'inbound' : 'internal',
    occurredAt: parseTime(payload['seen_up_to']),
    conversation: chatId === '' ? undefined : `${chatId}/${threadId}`,
    text: event === undefined ? JSON.stringify(payload) : undefined,
    participants: [
      ...(actor === undefined ? [] : [personOf(account, actor, users, true)]),
      ...(userId === undefined || userId === actor ? [] : [personOf(account, userId, users, false)]),
    ],
    link: threadId === '' ? undefined : linkOf(threadId),
    properties: {
      tag: stringOf(payload['tag']),
      reason: stringOf(payload['reason']),
      status: stringOf(payload['status']),
      postback: stringOf(objectOf(payload['postback'])['id']),
      transferredTo: target['agent_ids'] === undefined ? undefined : JSON.stringify(target['agent_ids']),
      groups: target['group_ids'] === undefined ? undefined : JSON.stringify(target['group_ids']),
    },
  });
}

function readCustomer(raw: RawRecord, { action, account, payload }: Delivery): Interaction {
  const customer = action === 'incoming_customer' ? objectOf(payload['customer']) : payload;
  const id = required(customer['id'], 'payload.customer.id');
  const visited = parseTime(objectOf(customer['last_visit'])['started_at']);
  return interaction(manifest, raw, {
    account,
    objectId: `customer/${id}`,
    revision: visited ?? raw.receivedAt,
    channel: 'crm',
    kind: 'record',
    event: action === 'incoming_customer' ? 'created' : 'changed',
    vendorEvent: action,
    direction: 'none',
    occurredAt: visited,
    participants: [customerOf(account, customer, true)],
  });
}

/** A thread that has ended or was deleted, known by its id alone. */
function readThreadChange(raw: RawRecord, delivery: Delivery, event: 'ended' | 'deleted'): Interaction {
  const { action, account, payload, chatId, threadId } = delivery;
  const closer = stringOf(payload['user_id']);
  return interaction(manifest, raw, {
    account,
    objectId: threadId === '' ? `chat/${chatId}` : threadObjectId(chatId, threadId),
    revision: raw.receivedAt,
    channel: 'chat',
    kind: 'event',
    event,
    vendorEvent: action,
    direction: 'inbound',
    state: event === 'deleted' ? 'deleted' : 'active',
    conversation: `${chatId}/${threadId}`,
    participants: closer === undefined ? [] : [personOf(account, closer, new Map(), false)],
    properties: { chat: chatId, thread: threadId, closedBy: closer },
  });
}

function readFetched(raw: RawRecord, context: NormalizeContext): Normalized | undefined {
  const fetched = fetchedOf(raw);
  if (fetched === undefined) return undefined;
  const organization = header(raw, ORGANIZATION_HEADER) ?? context.settings['organizationId'];
  const account = accountOf(organization, undefined);
  if (fetched.found) {
    const told = { vendorEvent: 'get_chat', region: context.region };
    return readChat(raw, account, objectOf(parseJson(raw.body)), told);
  }
  const [chatId = '', threadId = ''] = fetched.objectId.split('/', 2);
  const gone = { action: 'get_chat', account, payload: {}, chatId, threadId };
  return [readThreadChange(raw, gone, 'deleted')];
}

export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = readFetched(raw, context);
  if (fetched !== undefined) return fetched;
  const body = objectOf(parseJson(raw.body));
  const payload = objectOf(body['payload']);
  const action = stringOf(body['action']) ?? '';
  const account = accountOf(body['organization_id'], body['license_id']);
  const chatId = stringOf(payload['chat_id']) ?? '';
  const threadId = stringOf(payload['thread_id']) ?? '';
  const delivery = { action, account, payload, chatId, threadId };
  const place = { account, chatId, threadId, users: new Map(), region: context.region, vendorEvent: action };
  const rating = objectOf(objectOf(payload['properties'])['rating']);
  switch (action) {
    case 'incoming_chat': {
      const told = { vendorEvent: action, region: context.region };
      return readChat(raw, account, objectOf(payload['chat']), told);
    }
    case 'incoming_event':
      return [readEvent(raw, place, objectOf(payload['event']), 'new')];
    case 'event_updated':
      return [readEvent(raw, place, objectOf(payload['event']), 'changed')];
    case 'event_deleted':
      return [readEvent(raw, place, { id: required(payload['event_id'], 'payload.event_id') }, 'deleted')];
    case 'thread_deleted':
    case 'chat_deleted':
      return [readThreadChange(raw, delivery, 'deleted')];
    case 'chat_deactivated': {
      // The webhook has no transcript: it is fetched where there is an API to ask.
      if (context.settings['accountId'] === undefined) return [readThreadChange(raw, delivery, 'ended')];
      const objectId = `${required(chatId, 'payload.chat_id')}/${threadId}`;
      const parameters = { organization: account };
      return [pointerTo('chat', objectId, 'changed', parameters)];
    }
    case 'incoming_customer':
    case 'customer_session_fields_updated':
      return [readCustomer(raw, delivery)];
    default:
      return action === 'thread_properties_updated' && rating['score'] !== undefined
        ? [readRating(raw, place, rating)]
        : [readStatus(raw, delivery)];
  }
}
