import type { Attachment, Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  arrayOf,
  attachment,
  identifier,
  interaction,
  objectOf,
  parseMilliseconds,
  participant,
  plainText,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';

export const accountOf = (organization: unknown): string => stringOf(organization) ?? 'drift';

/** Drift's times are epoch milliseconds. */
export const timeOf = (value: unknown): number | null => parseMilliseconds(value);

/** An edit and a deletion are messages of their own that name the one they are of. */
const subjectOf = (message: Json): string | undefined =>
  stringOf(message['editedMessageId']) ?? stringOf(message['id']);

export const messageObjectId = (message: Json): string => `message/${subjectOf(message) ?? ''}`;

export const contactOf = (account: string, id: string, author: boolean): Participant =>
  participant({
    role: 'customer',
    author,
    identifiers: [identifier('drift-contact', `${account}/${id}`, true)],
  });

/** https://devdocs.drift.com/docs/message-model: `author.type` contact or user, `author.bot` for what is automated. */
function authorOf(account: string, message: Json): Participant | undefined {
  const author = objectOf(message['author']);
  const id = stringOf(author['id']);
  if (id === undefined) return undefined;
  if (author['bot'] === true)
    return participant({
      role: 'bot',
      author: true,
      identifiers: [identifier('drift-user', `${account}/${id}`, true)],
    });
  if (author['type'] === 'contact') return contactOf(account, id, true);
  return participant({
    role: 'agent',
    author: true,
    identifiers: [identifier('drift-user', `${account}/${id}`, true)],
  });
}

const filesOf = (message: Json): ReadonlyArray<Attachment> =>
  arrayOf(message['attachments'])
    .map(objectOf)
    .map((file) =>
      attachment({
        id: stringOf(file['id']) ?? null,
        name: stringOf(file['fileName']) ?? null,
        contentType: stringOf(file['mimeType']) ?? null,
        size: file['size'],
        url: stringOf(file['url']) ?? null,
      }),
    );

export const linkOf = (conversationId: string): string =>
  `https://app.drift.com/conversations/${encodeURIComponent(conversationId)}`;

/** A message of the chat, a private note, an edit or a deletion. */
export function readMessage(
  raw: RawRecord,
  organization: unknown,
  message: Json,
  vendorEvent: string,
): Interaction {
  required(message['id'], 'data.id');
  const conversationId = required(message['conversationId'], 'data.conversationId');
  const account = accountOf(message['orgId'] ?? organization);
  const edited = message['editedMessageId'] !== undefined && message['editedMessageId'] !== null;
  const deleted = edited && String(message['editType']).toLowerCase() === 'delete';
  const author = authorOf(account, message);
  const type = stringOf(message['type']) ?? 'chat';
  const isNote = type === 'private_note' || type === 'private_prompt';
  const isChat = type === 'chat' || type === 'edit' || edited;
  const createdAt = timeOf(message['createdAt']);
  const context = objectOf(message['context']);
  const arrival = author?.role === 'customer' ? 'received' : 'sent';
  return interaction(manifest, raw, {
    account,
    objectId: messageObjectId(message),
    revision: edited ? (createdAt ?? raw.receivedAt) : 0,
    channel: 'chat',
    kind: isNote ? 'note' : isChat ? 'message' : 'event',
    event: deleted ? 'deleted' : edited ? 'changed' : arrival,
    vendorEvent: `${vendorEvent}.${type}`,
    direction: isNote
      ? 'internal'
      : author === undefined
        ? 'none'
        : author.role === 'customer'
          ? 'inbound'
          : 'outbound',
    state: deleted ? 'deleted' : 'active',
    occurredAt: createdAt,
    conversation: conversationId,
    text: deleted ? undefined : plainText(message['body']),
    participants: author === undefined ? [] : [author],
    attachments: deleted ? [] : filesOf(message),
    link: linkOf(conversationId),
    properties: {
      type,
      page: stringOf(context['href']),
      buttons: arrayOf(message['buttons'])
        .flatMap((button) => stringOf(objectOf(button)['label']) ?? [])
        .join(', '),
    },
  });
}
