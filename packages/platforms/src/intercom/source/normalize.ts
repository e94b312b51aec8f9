import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized, Pointer } from '../../contract.ts';
import { fetchedOf } from '../../helpdesk/fetched.ts';
import {
  emailIdentifier,
  identifier,
  interaction,
  objectOf,
  parseJson,
  parseSeconds,
  participant,
  pointerTo,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { readContact } from './contact.ts';
import { deletedConversation, readConversation } from './conversation.ts';
import { contactsOf, timeOf, type Notified } from './reading.ts';
import { readTicket } from './ticket.ts';

const CONTACT_TYPES = new Set(['contact', 'user', 'lead', 'visitor']);

/** Pings, companies, teammates, articles and whatever comes next: kept with their text. */
const other = ({ raw, account, topic, time }: Notified, id: string | undefined, item: Json): Interaction =>
  interaction(manifest, raw, {
    account,
    objectId: `notification/${id ?? sha256(raw.body)}`,
    channel: 'chat',
    kind: 'other',
    event: 'other',
    vendorEvent: topic || (stringOf(item['type']) ?? ''),
    direction: 'none',
    occurredAt: time,
    text: JSON.stringify(item),
  });

/** `event.created`: something that the company's own software tells of a contact. */
function customEvent({ raw, account, topic, time }: Notified, item: Json, id: string): Interaction {
  const contact = stringOf(item['intercom_user_id']);
  const metadata = Object.entries(objectOf(item['metadata'])).map(([name, value]) => [
    name,
    stringOf(value) ?? (value === null ? undefined : JSON.stringify(value)),
  ]);
  return interaction(manifest, raw, {
    account,
    objectId: `event/${id}`,
    channel: 'web',
    kind: 'event',
    event: stringOf(item['event_name']) ?? 'event',
    vendorEvent: topic,
    direction: 'inbound',
    occurredAt: timeOf(item['created_at']) ?? time,
    participants: [
      participant({
        role: 'customer',
        author: true,
        identifiers: [
          ...emailIdentifier(stringOf(item['email']), true),
          ...(contact === undefined ? [] : [identifier('intercom-contact', `${account}/${contact}`, true)]),
        ],
      }),
    ],
    properties: Object.fromEntries(metadata) as Record<string, string | undefined>,
  });
}

function itemOf(notified: Notified, item: Json, id: string | undefined): ReadonlyArray<Interaction> {
  const type = stringOf(item['type']) ?? '';
  if (type === 'conversation') return readConversation(notified, item);
  if (type === 'ticket') return readTicket(notified, item);
  if (type === 'ticket_ticket_part')
    return readTicket(notified, objectOf(item['ticket']), objectOf(item['ticket_part']));
  if (CONTACT_TYPES.has(type) && item['id'] !== undefined) return [readContact(notified, item, item)];
  if (type === 'event' && item['id'] !== undefined)
    return [customEvent(notified, item, stringOf(item['id']) ?? '')];
  const nested = objectOf(item['contact'] ?? item['user'] ?? item['lead']);
  return nested['id'] === undefined ? [other(notified, id, item)] : [readContact(notified, item, nested)];
}

/** Notifications name contacts by id; where the API can be asked, it tells their addresses. */
function pointersOf(notified: Notified, item: Json): ReadonlyArray<Pointer> {
  if (stringOf(notified.context.settings['workspaceId']) === undefined) return [];
  const holder = item['type'] === 'ticket_ticket_part' ? objectOf(item['ticket']) : item;
  return contactsOf(holder)
    .slice(0, 20)
    .flatMap((contact) => {
      const objectId = stringOf(contact['id']);
      if (objectId === undefined || stringOf(contact['email']) !== undefined) return [];
      return [pointerTo('contact', objectId)];
    });
}

/** What the API gave: a conversation, ticket or contact, or word that it is gone. */
function readFetched(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = fetchedOf(raw);
  const item = fetched.found ? objectOf(parseJson(raw.body)) : {};
  const account = stringOf(context.settings['workspaceId']) ?? stringOf(item['workspace_id']) ?? 'intercom';
  const notified: Notified = { raw, context, account, topic: '', time: null };
  if (fetched.found) return [...itemOf(notified, item, undefined), ...pointersOf(notified, item)];
  const gone = { id: fetched.objectId, deleted: true };
  if (fetched.objectType === 'contact') return [readContact(notified, gone, gone)];
  if (fetched.objectType === 'ticket') return readTicket(notified, gone);
  return [deletedConversation(notified, fetched.objectId)];
}

/** https://developers.intercom.com/docs/references/webhooks/webhook-models */
export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  if (raw.method === 'FETCH') return readFetched(raw, context);
  const body = objectOf(parseJson(raw.body));
  const item = objectOf(objectOf(body['data'])['item']);
  const notified: Notified = {
    raw,
    context,
    account: stringOf(body['app_id']) ?? stringOf(context.settings['workspaceId']) ?? 'intercom',
    topic: stringOf(body['topic']) ?? '',
    time: parseSeconds(body['created_at']),
  };
  return [...itemOf(notified, item, stringOf(body['id'])), ...pointersOf(notified, item)];
}
