import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized, Pointer } from '../../contract.ts';
import {
  arrayOf,
  fetchedOf,
  interaction,
  objectOf,
  ownValue,
  parseJson,
  pointerTo,
  required,
  sha256,
  stringOf,
  type Fetched,
  type Json,
} from '../../reading/index.ts';
import { header } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { messagesOf, ORGANIZATION_HEADER } from './api.ts';
import { readContact } from './contact.ts';
import { accountOf, contactOf, linkOf, readMessage, timeOf } from './message.ts';

const EVENTS: Readonly<Record<string, string>> = { open: 'created', closed: 'ended', pending: 'changed' };

/** A conversation as it is now; its id is `id` in the model and `conversationId` in a change of status. */
function readConversation(
  raw: RawRecord,
  organization: unknown,
  conversation: Json,
  vendorEvent: string,
): Interaction {
  const account = accountOf(conversation['orgId'] ?? organization);
  const id = required(conversation['id'] ?? conversation['conversationId'], 'data.id');
  const status = stringOf(conversation['status']) ?? 'open';
  const contactId = stringOf(conversation['contactId']);
  const createdAt = timeOf(conversation['createdAt']);
  return interaction(manifest, raw, {
    account,
    objectId: `conversation/${id}`,
    revision: timeOf(conversation['updatedAt']) ?? createdAt ?? raw.receivedAt,
    channel: 'chat',
    kind: 'event',
    event: ownValue(EVENTS, status.toLowerCase()) ?? 'changed',
    vendorEvent,
    direction: 'inbound',
    occurredAt: createdAt,
    conversation: id,
    participants: contactId === undefined ? [] : [contactOf(account, contactId, true)],
    link: linkOf(id),
    properties: {
      status,
      inbox: stringOf(conversation['inboxId']),
      playbook: stringOf(conversation['relatedPlaybookId']),
      tags: arrayOf(conversation['conversationTags'])
        .flatMap((tag) => stringOf(objectOf(tag)['name']) ?? [])
        .join(', '),
    },
  });
}

/** Goals of playbooks, buttons, agents who come and go, and whatever comes next. */
function readOther(raw: RawRecord, organization: unknown, type: string, data: Json): Interaction {
  const account = accountOf(data['orgId'] ?? organization);
  const isPlaybook = /playbook|button_clicked|phone_captured/.test(type);
  const conversationId = stringOf(data['conversationId']);
  const contactId = stringOf(data['contactId']) ?? stringOf(data['endUserId']);
  return interaction(manifest, raw, {
    account,
    objectId: `${type === '' ? 'unknown' : type}/${sha256(JSON.stringify(data))}`,
    channel: 'chat',
    kind: isPlaybook ? 'event' : 'other',
    event: isPlaybook ? type : 'other',
    vendorEvent: type,
    direction: isPlaybook ? 'inbound' : 'none',
    occurredAt: timeOf(data['timestamp']) ?? timeOf(data['createdAt']),
    conversation: conversationId,
    text: JSON.stringify(data),
    participants: contactId === undefined ? [] : [contactOf(account, contactId, isPlaybook)],
    link: conversationId === undefined ? undefined : linkOf(conversationId),
    properties: { playbook: stringOf(data['playbookId']) ?? stringOf(data['relatedPlaybookId']) },
  });
}

function readFetched(raw: RawRecord, fetched: Fetched, context: NormalizeContext): Normalized {
  const organization = header(raw, ORGANIZATION_HEADER) ?? context.settings['orgId'];
  if (!fetched.found) {
    const isContact = fetched.objectType === 'contact';
    return [
      interaction(manifest, raw, {
        account: accountOf(organization),
        objectId: `${fetched.objectType}/${fetched.objectId}`,
        revision: raw.receivedAt,
        channel: isContact ? 'crm' : 'chat',
        kind: isContact ? 'record' : 'event',
        event: 'deleted',
        vendorEvent: `${fetched.objectType}.gone`,
        direction: 'none',
        state: 'deleted',
        conversation: isContact ? undefined : fetched.objectId,
      }),
    ];
  }
  const body = objectOf(parseJson(raw.body));
  const told = { vendorEvent: 'contact', region: context.region };
  if (body['conversation'] === undefined)
    return [readContact(raw, organization, objectOf(body['data']), told)];
  const conversation = objectOf(objectOf(body['conversation'])['data']);
  const contact = objectOf(objectOf(body['contact'])['data']);
  return [
    readConversation(raw, organization, conversation, 'conversation'),
    ...arrayOf(body['messages'])
      .flatMap((page) => messagesOf(objectOf(page)))
      .map((message) => readMessage(raw, organization, message, 'message')),
    ...(contact['id'] === undefined ? [] : [readContact(raw, organization, contact, told)]),
  ];
}

const pointerOf = (objectType: string, objectId: string, organization: unknown): Pointer =>
  pointerTo(objectType, objectId, 'changed', { orgId: accountOf(organization) });

export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = fetchedOf(raw);
  if (fetched !== undefined) return readFetched(raw, fetched, context);
  const body = objectOf(parseJson(raw.body));
  const type = stringOf(body['type']) ?? '';
  const data = objectOf(body['data']);
  const organization = body['orgId'];
  // Where the organization is set, so is the access token: there is an API to ask.
  const canAsk = context.settings['orgId'] !== undefined;
  const told = { vendorEvent: type, region: context.region };
  switch (type) {
    case 'new_message':
    case 'new_command_message':
      return [readMessage(raw, organization, data, type)];
    case 'new_conversation':
    case 'conversation_status_updated': {
      const id = required(data['id'] ?? data['conversationId'], 'data.id');
      if (canAsk) return [pointerOf('conversation', id, organization)];
      return [readConversation(raw, organization, data, type)];
    }
    case 'contact_identified':
    case 'contact_updated': {
      const id = required(data['id'] ?? data['endUserId'] ?? data['contactId'], 'data.id');
      const record = readContact(raw, organization, data, told);
      return canAsk ? [record, pointerOf('contact', id, organization)] : [record];
    }
    default:
      return [readOther(raw, organization, type, data)];
  }
}
