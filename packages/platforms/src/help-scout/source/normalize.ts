import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized } from '../../contract.ts';
import { fetchedOf } from '../../helpdesk/fetched.ts';
import {
  arrayOf,
  interaction,
  objectOf,
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
import { countsAsThread, loneThread, readConversation, readThread, threadsOf } from './conversation.ts';
import { ACCOUNT, customerOf, personOf } from './reading.ts';

/** Deletions name an id and no time: the time of receipt comes after every change. */
const gone = (raw: RawRecord, objectType: string, id: string, event: string): Interaction =>
  interaction(manifest, raw, {
    account: ACCOUNT,
    objectId: `${objectType}/${id}`,
    revision: raw.receivedAt,
    channel: 'ticket',
    kind: objectType === 'customer' ? 'record' : 'ticket',
    event: 'deleted',
    vendorEvent: event || objectType,
    direction: 'none',
    state: 'deleted',
    conversation: objectType === 'conversation' ? `conversation/${id}` : undefined,
  });

function customerRecord(raw: RawRecord, customer: Json, event: string, region: string): Interaction {
  const id = required(customer['id'], 'id');
  const changed = parseTime(customer['updatedAt']) ?? parseTime(customer['modifiedAt']);
  return interaction(manifest, raw, {
    account: ACCOUNT,
    objectId: `customer/${id}`,
    revision: changed ?? raw.receivedAt,
    channel: 'crm',
    kind: 'record',
    event: event === 'customer.created' ? 'created' : 'changed',
    vendorEvent: event || 'customer',
    direction: 'none',
    occurredAt: changed,
    participants: [customerOf(customer, id, region)],
    link: `https://secure.helpscout.net/customer/${id}`,
  });
}

/** https://developer.helpscout.com/webhooks/objects/rating/ */
function rating(raw: RawRecord, body: Json, event: string): Interaction {
  const id = required(body['id'], 'id');
  const ticket = stringOf(body['conversationId']) ?? stringOf(body['ticketId']);
  const customer = personOf({ id: body['customerId'], ...objectOf(body['customer']) }, true, 'customer');
  return interaction(manifest, raw, {
    account: ACCOUNT,
    objectId: `rating/${id}`,
    revision: parseTime(body['modifiedAt']) ?? parseTime(body['createdAt']) ?? 0,
    channel: 'ticket',
    kind: 'event',
    event: 'rated',
    vendorEvent: event,
    direction: 'inbound',
    occurredAt: parseTime(body['createdAt']),
    conversation: ticket === undefined ? undefined : `conversation/${ticket}`,
    text: body['comments'],
    participants: customer === undefined ? [] : [customer],
    properties: { rating: stringOf(body['rating']), thread: stringOf(body['threadId']) },
  });
}

/** Chats of the Beacon, tags, surveys, the test and whatever comes next: kept with their text. */
const other = (raw: RawRecord, body: Json, event: string): Interaction =>
  interaction(manifest, raw, {
    account: ACCOUNT,
    objectId: `${event || 'webhook'}/${stringOf(body['id']) ?? sha256(raw.body)}`,
    revision: parseTime(body['updatedAt']) ?? 0,
    channel: 'ticket',
    kind: 'other',
    event: 'other',
    vendorEvent: event || 'webhook',
    direction: 'none',
    occurredAt: parseTime(body['createdAt']),
    text: JSON.stringify(body),
  });

/** The conversation, a page of its threads or a customer, as the API gave it. */
function readFetched(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = fetchedOf(raw);
  if (!fetched.found) return [gone(raw, fetched.objectType, fetched.objectId, '')];
  const body = objectOf(parseJson(raw.body));
  const [, conversation] = /\/conversations\/(\d+)\/threads$/.exec(fetched.path) ?? [];
  if (conversation !== undefined)
    return arrayOf(objectOf(body['_embedded'])['threads']).map((thread) =>
      readThread(raw, objectOf(thread), loneThread(conversation), ''),
    );
  return /\/customers\/\d+$/.test(fetched.path)
    ? [customerRecord(raw, body, '', context.region)]
    : readConversation(raw, body, '');
}

/** https://developer.helpscout.com/webhooks/#available-events: the event's name stands in a header. */
export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  if (raw.method === 'FETCH') return readFetched(raw, context);
  const event = header(raw, 'x-helpscout-event') ?? '';
  const body = objectOf(parseJson(raw.body));
  const id = stringOf(body['id']);
  if (id === undefined) return [other(raw, body, event)];
  if (event === 'convo.deleted') return [gone(raw, 'conversation', id, event)];
  if (event === 'customer.deleted') return [gone(raw, 'customer', id, event)];
  if (event.startsWith('customer.')) return [customerRecord(raw, body, event, context.region)];
  if (event === 'satisfaction.ratings') return [rating(raw, body, event)];
  if (!event.startsWith('convo.')) return [other(raw, body, event)];
  const read = readConversation(raw, body, event);
  // Webhooks may leave older threads out; the API has them all.
  const isWhole = threadsOf(body).filter(countsAsThread).length >= Number(stringOf(body['threads']) ?? 0);
  if (isWhole || stringOf(context.settings['appId']) === undefined) return read;
  return [...read, pointerTo('conversation', id, 'changed')];
}
