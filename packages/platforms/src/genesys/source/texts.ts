import type { Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  arrayOf,
  attachment,
  emailIdentifier,
  htmlToText,
  interaction,
  objectOf,
  parseTime,
  participant,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { isInternal } from '../../reading/address.ts';
import { splitReply } from '../../reading/reply.ts';
import { manifest } from '../manifest.ts';
import type { Reading } from './conversation.ts';
import { messageChannel } from './media.ts';
import { addressIdentifiers } from './people.ts';

/** Who takes part in the conversation that a text belongs to. */
type People = ReadonlyArray<Participant>;

const mergedWith = (own: Participant, known: Participant | undefined): Participant => {
  if (known === undefined) return own;
  const values = new Set(own.identifiers.map((one) => one.value));
  return {
    ...own,
    name: own.name ?? known.name,
    identifiers: [...own.identifiers, ...known.identifiers.filter((one) => !values.has(one.value))],
  };
};

/** SMS, WhatsApp, web messages: https://developer.genesys.cloud/devapps/api-explorer, `messages/bulk`. */
export function readMessage(
  raw: RawRecord,
  reading: Reading,
  conversationId: string,
  message: Json,
  people: People,
): Interaction {
  const id = stringOf(message['id']) ?? '';
  const normalized = objectOf(message['normalizedMessage']);
  const inbound = String(message['direction'] ?? normalized['direction']).toLowerCase() === 'inbound';
  const address = message[inbound ? 'fromAddress' : 'toAddress'];
  const customer = mergedWith(
    participant({
      role: 'customer',
      author: inbound,
      identifiers: addressIdentifiers(address, reading.region),
    }),
    people.find((one) => one.role === 'customer'),
  );
  const agent = people.find((one) => one.role === 'agent' || one.role === 'bot');
  return interaction(manifest, raw, {
    account: reading.account,
    objectId: `message/${id}`,
    channel: messageChannel(message['messengerType']),
    kind: 'message',
    event: inbound ? 'received' : 'sent',
    vendorEvent: reading.vendorEvent,
    direction: inbound ? 'inbound' : 'outbound',
    occurredAt: parseTime(message['timestamp']),
    conversation: conversationId,
    text: message['textBody'] ?? normalized['text'],
    participants: [customer, ...(agent === undefined ? [] : [{ ...agent, author: !inbound }])],
    attachments: arrayOf(message['media'])
      .map(objectOf)
      .map((file) =>
        attachment({
          id: stringOf(file['id']) ?? null,
          name: stringOf(file['name']) ?? null,
          contentType: stringOf(file['mediaType']) ?? null,
          size: file['contentLengthBytes'],
          url: stringOf(file['url']) ?? null,
        }),
      ),
    properties: { status: stringOf(message['status']), messenger: stringOf(message['messengerType']) },
  });
}

/** E-mail out of a conversation: what is quoted below is split from what is new. */
export function readEmail(
  raw: RawRecord,
  reading: Reading,
  conversationId: string,
  email: Json,
  told: { readonly people: People; readonly internalDomains: ReadonlyArray<string> },
): Interaction {
  const id = stringOf(email['id']) ?? '';
  const from = objectOf(email['from']);
  const [sender] = emailIdentifier(stringOf(from['email']), false);
  const customer = told.people.find((one) => one.role === 'customer');
  const isCustomers = customer?.identifiers.some((one) => one.value === sender?.value) ?? false;
  const inbound = isCustomers || (sender !== undefined && !isInternal(sender.value, told.internalDomains));
  const html = stringOf(email['htmlBody']);
  const body = stringOf(email['textBody']) ?? (html === undefined ? '' : htmlToText(html));
  const { text, quotedText } = splitReply(body);
  const others = [...arrayOf(email['to']), ...arrayOf(email['cc'])].map(objectOf);
  const personOf = (value: Json, author: boolean) => {
    const found = emailIdentifier(stringOf(value['email']), false);
    const ours = found[0] !== undefined && isInternal(found[0].value, told.internalDomains);
    const role = author ? (inbound ? 'customer' : 'agent') : ours || inbound ? 'agent' : 'customer';
    const own = participant({ role, author, name: value['name'], identifiers: found });
    return role === 'customer' && author ? mergedWith(own, customer) : own;
  };
  return interaction(manifest, raw, {
    account: reading.account,
    objectId: `email/${id}`,
    channel: 'email',
    kind: 'message',
    event: inbound ? 'received' : 'sent',
    vendorEvent: reading.vendorEvent,
    direction: inbound ? 'inbound' : 'outbound',
    occurredAt: parseTime(email['time']),
    conversation: conversationId,
    subject: email['subject'],
    text,
    quotedText,
    participants: [personOf(from, true), ...others.map((one) => personOf(one, false))],
    attachments: arrayOf(email['attachments'])
      .map(objectOf)
      .map((file) =>
        attachment({
          id: stringOf(file['attachmentId']) ?? null,
          name: stringOf(file['name']) ?? null,
          contentType: stringOf(file['contentType']) ?? null,
          size: file['contentLength'],
          url: stringOf(file['contentUri']) ?? null,
        }),
      ),
  });
}
