import type { Interaction } from '@throughline/schemas';
import {
  identifier,
  interaction,
  objectOf,
  participant,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { contactOf, isDeletion, textOf, timeOf, type Told } from './reading.ts';

const eventOf = (told: Told): string =>
  isDeletion(told) ? 'deleted' : told.type.endsWith('_Add') ? 'created' : 'changed';

const revisionOf = (told: Told, item: Json): number =>
  Math.max(
    timeOf(item['modifiedTime']) ?? 0,
    isDeletion(told) || item['modifiedTime'] === undefined ? (told.time ?? told.raw.receivedAt) : 0,
  );

/** The record of a contact: https://desk.zoho.com/DeskAPIDocument#Contacts */
export function readContact(told: Told, contact: Json): Interaction {
  const { raw, account, type, time } = told;
  const id = required(contact['id'], 'payload.id');
  const deleted = isDeletion(told) || contact['isTrashed'] === true;
  const person = contactOf(contact, told, true);
  return interaction(manifest, raw, {
    account,
    objectId: `contact/${id}`,
    revision: revisionOf(told, contact),
    channel: 'crm',
    kind: 'record',
    event: deleted ? 'deleted' : eventOf(told),
    vendorEvent: type || 'contact',
    direction: 'none',
    state: deleted ? 'deleted' : 'active',
    occurredAt: timeOf(contact['modifiedTime']) ?? time,
    participants: person === undefined ? [] : [person],
    link: stringOf(contact['webUrl']),
  });
}

/** Calls and tasks of agents: https://desk.zoho.com/DeskAPIDocument#Calls, #Tasks */
export function readActivity(told: Told, item: Json, kind: 'call' | 'task'): Interaction {
  const { raw, account, type } = told;
  const ticket = stringOf(item['ticketId']);
  const seconds = Number(stringOf(item['duration']) ?? NaN);
  const direction = stringOf(item['direction'])?.toLowerCase();
  const owner = stringOf(item['ownerId']);
  const customer = contactOf(
    { id: item['contactId'], ...objectOf(item['contact']) },
    told,
    direction === 'inbound',
  );
  return interaction(manifest, raw, {
    account,
    objectId: `${kind}/${required(item['id'], 'payload.id')}`,
    revision: revisionOf(told, item),
    channel: kind === 'call' ? 'voice' : 'ticket',
    kind,
    event: eventOf(told),
    vendorEvent: type,
    direction: kind === 'task' ? 'internal' : direction === 'inbound' ? 'inbound' : 'outbound',
    state: isDeletion(told) ? 'deleted' : 'active',
    occurredAt: timeOf(item['startTime']) ?? timeOf(item['createdTime']),
    conversation: ticket === undefined ? undefined : `ticket/${ticket}`,
    subject: item['subject'],
    text: textOf(item['description'], 'text/html'),
    participants: [
      ...(customer === undefined ? [] : [customer]),
      ...(owner === undefined
        ? []
        : [
            participant({
              role: 'agent',
              author: direction !== 'inbound' || customer === undefined,
              identifiers: [identifier('zoho-desk-agent', `${account}/${owner}`, true)],
            }),
          ]),
    ],
    link: stringOf(item['webUrl']),
    durationSeconds: kind === 'call' ? seconds : undefined,
    properties: {
      ticket,
      status: stringOf(item['status']),
      priority: stringOf(item['priority']),
      due: stringOf(item['dueDate']),
    },
  });
}
