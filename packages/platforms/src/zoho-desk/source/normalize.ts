import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized, Pointer } from '../../contract.ts';
import { fetchedOf } from '../../helpdesk/fetched.ts';
import {
  arrayOf,
  interaction,
  objectOf,
  parseJson,
  pointerTo,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { readActivity, readContact } from './activity.ts';
import { eventTimeOf, type Told } from './reading.ts';
import { isWhole, readComment, readThread, readTicket } from './ticket.ts';

/** Accounts, agents, departments, attachments, articles and whatever comes next: kept with their text. */
const other = (told: Told, payload: Json): Interaction =>
  interaction(manifest, told.raw, {
    account: told.account,
    objectId: `${told.type || 'event'}/${stringOf(payload['id']) ?? sha256(JSON.stringify(payload))}`,
    revision: told.time ?? 0,
    channel: 'ticket',
    kind: 'other',
    event: 'other',
    vendorEvent: told.type,
    direction: 'none',
    occurredAt: told.time,
    text: JSON.stringify(payload),
  });

function readEvent(told: Told, payload: Json, previous: Json): Interaction {
  const { type } = told;
  if (stringOf(payload['id']) === undefined) return other(told, payload);
  if (/^Ticket_(Add|Update|Delete|Status_Update|Restore)$/.test(type))
    return readTicket(told, payload, previous);
  if (type.startsWith('Ticket_Thread_')) return readThread(told, payload);
  if (type.startsWith('Ticket_Comment_')) return readComment(told, payload);
  if (type.startsWith('Contact_')) return readContact(told, payload);
  if (type.startsWith('Call_')) return readActivity(told, payload, 'call');
  if (type.startsWith('Task_')) return readActivity(told, payload, 'task');
  return other(told, payload);
}

/** Webhooks and lists give the beginning of a thread and may leave its files out; the API gives all of one by itself. */
function pointerOf(
  thread: Json,
  ticketOfPath: string | undefined,
  context: NormalizeContext,
): ReadonlyArray<Pointer> {
  const [id, ticket] = [stringOf(thread['id']), stringOf(thread['ticketId']) ?? ticketOfPath];
  if (id === undefined || ticket === undefined) return [];
  if (stringOf(context.settings['clientId']) === undefined) return [];
  const filesLeftOut =
    Number(stringOf(thread['attachmentCount']) ?? 0) > arrayOf(thread['attachments']).length;
  if (isWhole(thread) && !filesLeftOut) return [];
  return [pointerTo('thread', `${ticket}/${id}`, 'created')];
}

/** https://desk.zoho.com/DeskAPIDocument#Threads#Threads_Listallconversations: threads and comments in one list. */
function conversation(
  told: Told,
  entry: Json,
  ticket: string | undefined,
  context: NormalizeContext,
): Normalized {
  return entry['type'] === 'comment'
    ? [readComment(told, entry, ticket)]
    : [readThread(told, entry, ticket), ...pointerOf(entry, ticket, context)];
}

/** What the API gave: a ticket, a page of its conversations, a thread or a contact, or word that it is gone. */
function readFetched(raw: RawRecord, context: NormalizeContext): Normalized {
  const { found, objectType, objectId, path } = fetchedOf(raw);
  const account = stringOf(context.settings['orgId']) ?? 'zoho-desk';
  const told: Told = { raw, account, type: '', time: null, region: context.region };
  if (!found) {
    const gone: Told = { ...told, type: '_Delete', time: raw.receivedAt };
    if (objectType === 'contact') return [readContact(gone, { id: objectId })];
    // A thread that is gone belongs to a ticket that is: the ticket is told by the ticket's own pointer.
    return objectType === 'thread'
      ? [
          {
            ...readThread(gone, { id: objectId.split('/')[1] ?? objectId }, objectId.split('/')[0]),
            state: 'deleted',
            event: 'deleted',
          },
        ]
      : [readTicket(gone, { id: objectId }, {})];
  }
  const body = objectOf(parseJson(raw.body));
  const [, ticket, part] = /\/tickets\/(\d+)(?:\/(threads|conversations))?(?:\/\d+)?$/.exec(path) ?? [];
  if (part === 'conversations')
    return arrayOf(body['data']).flatMap((entry) => conversation(told, objectOf(entry), ticket, context));
  if (part === 'threads') return [readThread(told, body, ticket)];
  if (/\/contacts\/\d+$/.test(path)) return [readContact(told, body)];
  return [readTicket(told, body, {})];
}

/** `[{ payload, prevState?, eventTime, eventType, orgId }]`: one delivery may hold many events. */
export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  if (raw.method === 'FETCH') return readFetched(raw, context);
  const body = parseJson(raw.body);
  const events = (Array.isArray(body) ? arrayOf(body) : [body]).map(objectOf);
  const read = events.flatMap((event) => {
    const told: Told = {
      raw,
      account: stringOf(event['orgId']) ?? stringOf(context.settings['orgId']) ?? 'zoho-desk',
      type: stringOf(event['eventType']) ?? '',
      time: eventTimeOf(event['eventTime']),
      region: context.region,
    };
    const payload = objectOf(event['payload'] ?? event);
    const pointers = told.type === 'Ticket_Thread_Add' ? pointerOf(payload, undefined, context) : [];
    return [readEvent(told, payload, objectOf(event['prevState'])), ...pointers];
  });
  if (read.length > 0) return read;
  const told: Told = {
    raw,
    account: stringOf(context.settings['orgId']) ?? 'zoho-desk',
    type: '',
    time: null,
    region: context.region,
  };
  return [other(told, {})];
}
