import type { Attachment, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  arrayOf,
  attachment,
  emailIdentifier,
  htmlToText,
  identifier,
  objectOf,
  ownValue,
  parseSeconds,
  parseTime,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';

/** What every reader of a notification needs to know. */
export interface Notified {
  readonly raw: RawRecord;
  readonly context: NormalizeContext;
  /** The workspace: `app_id`. */
  readonly account: string;
  /** The topic; empty for what the API gave. */
  readonly topic: string;
  /** When it was notified, epoch milliseconds. */
  readonly time: number | null;
}

/** Conversations have epoch seconds, contacts of notifications ISO 8601. */
export const timeOf = (value: unknown): number | null =>
  typeof value === 'string' && !/^\d+$/.test(value) ? parseTime(value) : parseSeconds(value);

export const textOfHtml = (html: unknown): string | undefined => {
  const text = stringOf(html);
  return text === undefined ? undefined : htmlToText(text);
};

const ROLES: Readonly<Record<string, 'customer' | 'agent' | 'bot'>> = {
  user: 'customer',
  lead: 'customer',
  contact: 'customer',
  visitor: 'customer',
  admin: 'agent',
  team: 'agent',
  bot: 'bot',
};

/** Who wrote: `author{type, id, name, email}`. A lead types an address in; a user's is told by the company's own software. */
export function authorOf(author: Json, account: string): Participant | undefined {
  const type = stringOf(author['type']) ?? '';
  const id = stringOf(author['id']);
  const isAi = author['from_ai_agent'] === true || author['is_ai_answer'] === true;
  const role = isAi ? 'bot' : ownValue(ROLES, type);
  if (role === undefined || (id === undefined && stringOf(author['email']) === undefined)) return undefined;
  const kind = role === 'customer' ? 'contact' : role === 'agent' ? 'admin' : 'bot';
  return participant({
    role,
    author: true,
    name: author['name'],
    identifiers: [
      ...(role === 'bot' ? [] : emailIdentifier(stringOf(author['email']), type !== 'lead')),
      ...(id === undefined ? [] : [identifier(`intercom-${kind}`, `${account}/${id}`, true)]),
    ],
  });
}

/** The contacts of a conversation or ticket, of the old shape (`user`) and of the new one (`contacts.contacts[]`, ids alone). */
export function contactsOf(item: Json): ReadonlyArray<Json> {
  const contacts = objectOf(item['contacts']);
  const listed = arrayOf(contacts['contacts'] ?? contacts['data']).map(objectOf);
  const user = objectOf(item['user']);
  return listed.length > 0 ? listed : user['id'] === undefined ? [] : [user];
}

/** Everybody: the author first, then the contacts who did not write this. */
export function peopleOf(
  item: Json,
  author: Participant | undefined,
  account: string,
): ReadonlyArray<Participant> {
  const known = new Set(author?.identifiers.map(({ value }) => value));
  const others = contactsOf(item)
    .slice(0, 20)
    .filter((contact) => !known.has(`${account}/${stringOf(contact['id'])}`))
    .map((contact) =>
      participant({
        role: 'customer',
        name: contact['name'],
        identifiers: [
          ...emailIdentifier(stringOf(contact['email']), contact['type'] !== 'lead'),
          ...(stringOf(contact['id']) === undefined
            ? []
            : [identifier('intercom-contact', `${account}/${stringOf(contact['id'])}`, true)]),
        ],
      }),
    );
  return author === undefined ? others : [author, ...others];
}

export const directionOf = (author: Participant | undefined): 'inbound' | 'outbound' | 'none' =>
  author === undefined ? 'none' : author.role === 'customer' ? 'inbound' : 'outbound';

export const attachmentsOf = (holder: Json): ReadonlyArray<Attachment> =>
  arrayOf(holder['attachments'])
    .map(objectOf)
    .map((file) =>
      attachment({
        id: stringOf(file['id']) ?? null,
        name: stringOf(file['name']) ?? null,
        contentType: stringOf(file['content_type']) ?? null,
        size: file['filesize'],
        url: stringOf(file['url']) ?? null,
      }),
    );

export const phones = (contact: Json, region: string, verified: boolean) =>
  phoneIdentifier(stringOf(contact['phone']), region, verified);
