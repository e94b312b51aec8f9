import type { Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  arrayOf,
  attachment,
  emailIdentifier,
  htmlToText,
  identifier,
  interaction,
  objectOf,
  parseTime,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';

/**
 * https://developers.hubspot.com/docs/guides/api/conversations/inbox-and-messages: the first letter of an actor's id says who
 * it is. `V-` is a visitor with the contact's id, `E-` somebody known by the address alone, `A-` an agent;
 * `B-` is a bot, `L-` a language model, `I-` an integration, `S-` the system.
 */
function actorIdentifiers(actor: string, account: string) {
  const id = actor.slice(2);
  if (actor.startsWith('V-')) return [identifier('hubspot-contact', `${account}/${id}`, true)];
  if (actor.startsWith('E-')) return emailIdentifier(id, true);
  if (actor.startsWith('A-')) return [identifier('hubspot-user', `${account}/${id}`, true)];
  return [identifier('hubspot-actor', `${account}/${actor}`, true)];
}

const roleOf = (actor: string): 'customer' | 'agent' | 'bot' | 'system' =>
  actor.startsWith('A-')
    ? 'agent'
    : actor.startsWith('S-')
      ? 'system'
      : /^[IBL]-/.test(actor)
        ? 'bot'
        : 'customer';

function partyOf(party: Json, author: boolean, account: string, region: string): Participant {
  const actor = stringOf(party['actorId']) ?? '';
  const delivery = [party['deliveryIdentifier'], ...arrayOf(party['deliveryIdentifiers'])].map(objectOf);
  const addresses = delivery.flatMap((one) => {
    const value = stringOf(one['value']);
    if (one['type'] === 'HS_EMAIL_ADDRESS') return emailIdentifier(value, true);
    return one['type'] === 'HS_PHONE_NUMBER' ? phoneIdentifier(value, region, true) : [];
  });
  return participant({
    role: roleOf(actor),
    author,
    name: party['name'],
    identifiers: [...addresses, ...(actor === '' ? [] : actorIdentifiers(actor, account))],
  });
}

/** A message, comment or welcome message of a thread. */
export function readMessage(
  raw: RawRecord,
  account: string,
  threadId: string,
  body: Json,
  context: NormalizeContext,
): Interaction {
  const type = stringOf(body['type']) ?? 'MESSAGE';
  const isMessage = type === 'MESSAGE' || type === 'WELCOME_MESSAGE';
  const incoming = body['direction'] === 'INCOMING';
  const [sender, ...others] = arrayOf(body['senders']).map(objectOf);
  const createdBy = stringOf(body['createdBy']);
  const author = sender ?? (createdBy === undefined ? undefined : ({ actorId: createdBy } satisfies Json));
  const rich = stringOf(body['richText']);
  return interaction(manifest, raw, {
    account,
    objectId: `message/${threadId}/${stringOf(body['id']) ?? ''}`,
    revision: parseTime(body['updatedAt']) ?? 0,
    channel: 'chat',
    kind: isMessage ? 'message' : type === 'COMMENT' ? 'note' : 'other',
    event: incoming ? 'received' : 'sent',
    vendorEvent: type,
    direction: !isMessage ? 'internal' : incoming ? 'inbound' : 'outbound',
    state: body['archived'] === true ? 'deleted' : 'active',
    occurredAt: parseTime(body['createdAt']),
    conversation: threadId,
    subject: body['subject'],
    text: stringOf(body['text']) ?? (rich === undefined ? undefined : htmlToText(rich)),
    participants: [
      ...(author === undefined ? [] : [partyOf(author, true, account, context.region)]),
      ...[...others, ...arrayOf(body['recipients']).map(objectOf)]
        .slice(0, 20)
        .map((one) => partyOf(one, false, account, context.region)),
    ],
    attachments: arrayOf(body['attachments'])
      .map(objectOf)
      .slice(0, 50)
      .map((file) =>
        attachment({
          id: stringOf(file['fileId']) ?? null,
          name: stringOf(file['name']) ?? null,
          url: stringOf(file['url']) ?? null,
        }),
      ),
    link: `https://app.hubspot.com/live-messages/${account}/inbox/${threadId}`,
    properties: {
      channelId: stringOf(body['channelId']),
      status: stringOf(objectOf(body['status'])['statusType']),
      truncation: stringOf(body['truncationStatus']),
    },
  });
}

/** A thread as it stands now: open or closed, whose it is. */
export function readThread(raw: RawRecord, account: string, threadId: string, body: Json): Interaction {
  const contact = stringOf(body['associatedContactId']);
  const times = ['closedAt', 'latestMessageTimestamp', 'createdAt'].map((name) => parseTime(body[name]) ?? 0);
  return interaction(manifest, raw, {
    account,
    objectId: `thread/${threadId}`,
    // A thread has no time of change of its own, and a change of its status need not come with a message.
    revision: Math.max(raw.receivedAt, ...times),
    channel: 'chat',
    kind: 'event',
    event: 'changed',
    vendorEvent: 'thread',
    direction: 'none',
    state: body['archived'] === true ? 'deleted' : 'active',
    occurredAt: parseTime(body['createdAt']),
    conversation: threadId,
    participants:
      contact === undefined
        ? []
        : [
            participant({
              role: 'customer',
              identifiers: [identifier('hubspot-contact', `${account}/${contact}`, true)],
            }),
          ],
    link: `https://app.hubspot.com/live-messages/${account}/inbox/${threadId}`,
    properties: {
      status: stringOf(body['status']),
      assignedTo: stringOf(body['assignedTo']),
      inbox: stringOf(body['inboxId']),
      spam: body['spam'] === true ? 'true' : undefined,
    },
  });
}
