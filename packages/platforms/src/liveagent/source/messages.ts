import type { Attachment, Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  arrayOf,
  attachment,
  htmlToText,
  interaction,
  objectOf,
  ownValue,
  participant,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { agentOf, ownerOf, timeOf, type Owner } from './reading.ts';

/** What a group of messages is of: `type` of MessageGroup in the vendor's API v3. */
interface GroupType {
  readonly kind: 'message' | 'call' | 'note' | 'status';
  readonly channel: string;
  readonly direction: 'inbound' | 'outbound' | 'internal' | 'none';
  /** Whether each message in it is one of its own: people talk in turns. */
  readonly turns?: boolean;
}

const GROUPS: Readonly<Record<string, GroupType>> = {
  M: { kind: 'message', channel: 'email', direction: 'inbound' },
  '3': { kind: 'message', channel: 'email', direction: 'inbound' },
  '4': { kind: 'message', channel: 'email', direction: 'outbound' },
  '5': { kind: 'message', channel: 'form', direction: 'inbound' },
  '7': { kind: 'message', channel: 'email', direction: 'inbound' },
  O: { kind: 'message', channel: 'email', direction: 'outbound' },
  Q: { kind: 'message', channel: 'email', direction: 'inbound' },
  C: { kind: 'message', channel: 'chat', direction: 'inbound', turns: true },
  '6': { kind: 'message', channel: 'whatsapp', direction: 'inbound', turns: true },
  F: { kind: 'message', channel: 'facebook', direction: 'inbound', turns: true },
  W: { kind: 'message', channel: 'twitter', direction: 'inbound', turns: true },
  P: { kind: 'call', channel: 'voice', direction: 'inbound' },
  V: { kind: 'call', channel: 'voice', direction: 'outbound' },
  '1': { kind: 'call', channel: 'voice', direction: 'internal' },
  I: { kind: 'note', channel: 'ticket', direction: 'internal' },
  U: { kind: 'note', channel: 'ticket', direction: 'internal' },
  Z: { kind: 'note', channel: 'ticket', direction: 'internal' },
};
const CHANGE_OF_STATE: GroupType = { kind: 'status', channel: 'ticket', direction: 'none' };

/** Kinds of `Message.type` that carry words, a quote, a file. */
const WORDS = new Set(['M', 'Y', 'I', 'N', 'Z', 'A', 'O', '3']);
const QUOTES = new Set(['Q']);
const FILES = new Set(['F', 'L', 'V', '1']);

/** T and X are text, H and Y HTML, J and Z JSON. */
function wordsOf(message: Json): string {
  const text = stringOf(message['message']) ?? '';
  const format = stringOf(message['format']);
  return format === 'H' || format === 'Y' || (format === undefined && /<\w+[^>]*>/.test(text))
    ? htmlToText(text)
    : text;
}

/** A file is JSON: an object, or rows of name and value under a row of headings. */
function fileOf(message: Json): Attachment {
  let parsed: unknown;
  try {
    parsed = JSON.parse(stringOf(message['message']) ?? '');
  } catch {
    parsed = {};
  }
  const rows = arrayOf(parsed).flatMap((row) => {
    const [name, value] = arrayOf(row);
    return typeof name === 'string' ? [[name, value] as const] : [];
  });
  const file: Json = Array.isArray(parsed) ? Object.fromEntries(rows) : objectOf(parsed);
  return attachment({
    id: stringOf(file['id']) ?? stringOf(message['id']) ?? null,
    name: stringOf(file['name']) ?? stringOf(file['filename']) ?? null,
    contentType: stringOf(file['type']) ?? stringOf(file['contentType']) ?? null,
    size: file['size'],
    url: stringOf(file['downloadUrl']) ?? stringOf(file['url']) ?? null,
  });
}

interface Ticket {
  readonly id: string;
  readonly account: string;
  readonly owner: Owner;
}

/** The system's own user. */
const isSystem = (id: string | undefined): boolean => id !== undefined && /^system/i.test(id);

/** Messages name users by id and groups by name: whoever is not the ticket's owner is one of us. */
function writerOf(
  id: string | undefined,
  name: string | undefined,
  ticket: Ticket,
  context: NormalizeContext,
  inbound: boolean | undefined,
): Participant | undefined {
  if (isSystem(id)) return participant({ role: 'system', author: true, name });
  const { owner, account } = ticket;
  const isOwner =
    inbound ?? ((id !== undefined && id === owner.id) || (name !== undefined && name === owner.name));
  return isOwner
    ? ownerOf({ ...owner, name: owner.name ?? name }, account, context, true)
    : agentOf(account, id, name);
}

function turnOf(
  raw: RawRecord,
  message: Json,
  group: Json,
  type: GroupType,
  ticket: Ticket,
  context: NormalizeContext,
): Interaction {
  const user = stringOf(message['userid']);
  const sameUser = user === undefined || user === stringOf(group['userid']);
  const author = writerOf(
    user,
    sameUser ? stringOf(group['user_full_name']) : undefined,
    ticket,
    context,
    undefined,
  );
  const direction = author?.role === 'customer' ? 'inbound' : author?.role === 'agent' ? 'outbound' : 'none';
  const isFile = FILES.has(stringOf(message['type']) ?? '');
  const other = author?.role === 'agent' ? ownerOf(ticket.owner, ticket.account, context, false) : undefined;
  return interaction(manifest, raw, {
    account: ticket.account,
    objectId: `message/${required(message['id'], 'message.id')}`,
    channel: type.channel,
    kind: direction === 'none' ? 'status' : 'message',
    event: direction === 'outbound' ? 'sent' : direction === 'inbound' ? 'received' : 'changed',
    vendorEvent: `group ${stringOf(group['type']) ?? ''} message ${stringOf(message['type']) ?? ''}`,
    direction,
    occurredAt: timeOf(message['datecreated']) ?? timeOf(group['datecreated']),
    conversation: `ticket/${ticket.id}`,
    text: isFile ? undefined : wordsOf(message),
    participants: [...(author === undefined ? [] : [author]), ...(other === undefined ? [] : [other])],
    attachments: isFile ? [fileOf(message)] : [],
    properties: { ticket: ticket.id, group: stringOf(group['id']) },
  });
}

function wholeOf(
  raw: RawRecord,
  group: Json,
  type: GroupType,
  ticket: Ticket,
  context: NormalizeContext,
): Interaction {
  const messages = arrayOf(group['messages']).map(objectOf);
  const ofKind = (kinds: ReadonlySet<string>) =>
    messages.filter((one) => kinds.has(stringOf(one['type']) ?? 'M'));
  const created = timeOf(group['datecreated']);
  const finished = timeOf(group['datefinished']);
  const deleted = group['status'] === 'D';
  const inbound = type.direction === 'inbound';
  const author = writerOf(
    stringOf(group['userid']),
    stringOf(group['user_full_name']),
    ticket,
    context,
    type.kind === 'note' || type.kind === 'status' ? undefined : inbound,
  );
  const other =
    type.direction === 'outbound' ? ownerOf(ticket.owner, ticket.account, context, false) : undefined;
  const spoken =
    created !== null && finished !== null && finished >= created ? (finished - created) / 1000 : undefined;
  return interaction(manifest, raw, {
    account: ticket.account,
    objectId: `group/${required(group['id'], 'group.id')}`,
    // Calls end, and groups are deleted, after they began.
    revision: (finished ?? created ?? 0) + (deleted ? 1 : 0),
    channel: type.channel,
    kind: type.kind,
    event: deleted
      ? 'deleted'
      : type.kind === 'status'
        ? 'changed'
        : inbound
          ? 'received'
          : type.direction === 'outbound'
            ? 'sent'
            : 'created',
    vendorEvent: `group ${stringOf(group['type']) ?? ''}`,
    direction: type.direction,
    state: deleted ? 'deleted' : 'active',
    occurredAt: created,
    conversation: `ticket/${ticket.id}`,
    subject: messages.find((one) => one['type'] === 'T')?.['message'],
    text: ofKind(type.kind === 'status' ? new Set([...WORDS, 'S', 'R', 'G', 'J', 'K']) : WORDS)
      .map(wordsOf)
      .join('\n'),
    quotedText: ofKind(QUOTES).map(wordsOf).join('\n'),
    participants: [...(author === undefined ? [] : [author]), ...(other === undefined ? [] : [other])],
    attachments: ofKind(FILES).map(fileOf),
    durationSeconds: type.kind === 'call' ? spoken : undefined,
    properties: {
      ticket: ticket.id,
      type: stringOf(group['type']),
      mailMessageId: stringOf(group['mail_msg_id']),
    },
  });
}

/** A group of messages: an e-mail, a call or a note is one interaction; a chat is as many as there are messages. */
export function readGroup(
  raw: RawRecord,
  group: Json,
  ticket: Ticket,
  context: NormalizeContext,
): ReadonlyArray<Interaction> {
  const type = ownValue(GROUPS, stringOf(group['type']) ?? '') ?? CHANGE_OF_STATE;
  if (type.turns !== true) return [wholeOf(raw, group, type, ticket, context)];
  return arrayOf(group['messages'])
    .map(objectOf)
    .filter((message) => message['id'] !== undefined)
    .map((message) => turnOf(raw, message, group, type, ticket, context));
}
