import type { Attachment, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import { parseAddresses } from '../../reading/address.ts';
import {
  arrayOf,
  attachment,
  emailIdentifier,
  htmlToText,
  identifier,
  objectOf,
  parseSeconds,
  parseTime,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';

/** What every reader needs to know of an event, or of what the API gave. */
export interface Told {
  readonly raw: RawRecord;
  /** The organisation. */
  readonly account: string;
  /** `Ticket_Add`; empty for what the API gave. */
  readonly type: string;
  /** Epoch milliseconds. */
  readonly time: number | null;
  readonly region: string;
}

/** `eventTime` is of epoch milliseconds, as text; times of objects are ISO 8601. */
export const eventTimeOf = (value: unknown): number | null => {
  const seconds = parseSeconds(value);
  return seconds === null ? null : seconds / 1000;
};

export const timeOf = (value: unknown): number | null => parseTime(value);

export const isDeletion = (told: Told): boolean => told.type.endsWith('_Delete');

export const textOf = (content: unknown, contentType: unknown): string | undefined => {
  const text = stringOf(content);
  if (text === undefined) return undefined;
  return contentType === 'plainText' || contentType === 'text/plain' ? text : htmlToText(text);
};

const nameOf = (person: Json): string =>
  stringOf(person['name']) ??
  [person['firstName'], person['lastName']].map(stringOf).filter(Boolean).join(' ');

/** A contact: the company's own record of the customer. */
export function contactOf(
  contact: Json,
  { account, region }: Told,
  author: boolean,
): Participant | undefined {
  const id = stringOf(contact['id']);
  const identifiers = [
    ...emailIdentifier(stringOf(contact['email']) ?? stringOf(contact['emailId']), true),
    ...emailIdentifier(stringOf(contact['secondaryEmail']), true),
    ...phoneIdentifier(stringOf(contact['phone']), region, true),
    ...phoneIdentifier(stringOf(contact['mobile']), region, true),
    ...(id === undefined ? [] : [identifier('zoho-desk-contact', `${account}/${id}`, true)]),
  ];
  if (identifiers.length === 0) return undefined;
  const company = objectOf(contact['account']);
  return participant({
    role: 'customer',
    author,
    name: nameOf(contact),
    identifiers,
    traits: {
      firstName: contact['firstName'],
      lastName: contact['lastName'],
      company: company['accountName'],
      title: contact['title'],
      city: contact['city'],
      country: contact['country'],
      type: contact['type'],
    },
  });
}

/** Who wrote a thread or comment: `type` is END_USER or AGENT. */
export function authorOf(person: Json, told: Told, direction?: 'in' | 'out'): Participant | undefined {
  const type = stringOf(person['type']);
  const isAgent = type === undefined ? direction === 'out' : type === 'AGENT';
  if (!isAgent) return contactOf(person, told, true);
  const id = stringOf(person['id']);
  return participant({
    role: 'agent',
    author: true,
    name: nameOf(person),
    identifiers: [
      ...emailIdentifier(stringOf(person['email']) ?? stringOf(person['emailId']), true),
      ...(id === undefined ? [] : [identifier('zoho-desk-agent', `${told.account}/${id}`, true)]),
    ],
  });
}

/** The first mailbox of `"Ana Silva"<ana@example.net>`. */
export function mailboxOf(text: unknown, author: boolean): Participant | undefined {
  const [mailbox] = parseAddresses(stringOf(text));
  return mailbox === undefined
    ? undefined
    : participant({
        role: 'customer',
        author,
        name: mailbox.name,
        identifiers: emailIdentifier(mailbox.address, true),
      });
}

export const attachmentsOf = (holder: Json): ReadonlyArray<Attachment> =>
  arrayOf(holder['attachments'])
    .map(objectOf)
    .map((file) => {
      return attachment({
        id: stringOf(file['id']) ?? null,
        name: stringOf(file['name']) ?? null,
        size: file['size'],
        url: stringOf(file['href']) ?? null,
      });
    });
