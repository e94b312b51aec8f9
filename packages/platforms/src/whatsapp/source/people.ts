import type { Identifier, Participant } from '@throughline/schemas';
import {
  arrayOf,
  identifier,
  normalizePhone,
  objectOf,
  participant,
  stringOf,
  type Json,
} from '../../reading/index.ts';

/** What the value of a change says of the business's number and of the people in it. */
export interface Setting {
  /** Of the WhatsApp Business account. */
  readonly account: string;
  readonly phoneNumberId: string;
  readonly displayNumber: string | undefined;
  readonly contacts: ReadonlyArray<Json>;
  readonly region: string;
}

export function settingOf(account: string, value: Json, region: string): Setting {
  const metadata = objectOf(value['metadata']);
  return {
    account,
    phoneNumberId: stringOf(metadata['phone_number_id']) ?? 'unknown',
    displayNumber: stringOf(metadata['display_phone_number']),
    contacts: arrayOf(value['contacts']).map(objectOf),
    region,
  };
}

/** A WhatsApp user: by phone number as WhatsApp writes it (no plus), by business-scoped user id, or both. */
export interface User {
  readonly phone: string | undefined;
  readonly userId: string | undefined;
  readonly parentUserId: string | undefined;
  readonly name: string | undefined;
  readonly username: string | undefined;
}

const digits = (text: string | undefined): string | undefined => text?.replaceAll(/\D/g, '');

/** The user whom the fields of a message or status name, with what `contacts` adds. */
export function userOf(setting: Setting, phone: unknown, userId: unknown, parentUserId?: unknown): User {
  const number = stringOf(phone);
  const id = stringOf(userId);
  const isNamed = (contact: Json): boolean =>
    (id !== undefined && contact['user_id'] === id) || (number !== undefined && contact['wa_id'] === number);
  // A number and the WhatsApp id of the same user can differ, so the only contact there is counts as well.
  const contact =
    setting.contacts.find(isNamed) ?? (setting.contacts.length === 1 ? setting.contacts[0] : undefined) ?? {};
  const profile = objectOf(contact['profile']);
  return {
    phone: number ?? stringOf(contact['wa_id']),
    userId: id ?? stringOf(contact['user_id']),
    parentUserId: stringOf(parentUserId) ?? stringOf(contact['parent_user_id']),
    name: stringOf(profile['name']),
    username: stringOf(profile['username']),
  };
}

/** WhatsApp proves the number and the id of whoever writes; a number that names no country is none. */
export function identifiersOf(user: User, region: string): ReadonlyArray<Identifier> {
  const number = digits(user.phone);
  const phone = number ? normalizePhone(`+${number}`, region) : null;
  return [
    ...(phone === null ? [] : [identifier('phone', phone, true)]),
    ...[user.userId, user.parentUserId].flatMap((id) =>
      id === undefined ? [] : [identifier('whatsapp-user', id, true)],
    ),
  ];
}

export const customer = (
  user: User,
  region: string,
  author: boolean,
  further: ReadonlyArray<Identifier> = [],
): Participant =>
  participant({
    role: 'customer',
    author,
    name: user.name,
    identifiers: [...identifiersOf(user, region), ...further],
    traits: { whatsappUsername: user.username },
  });

export function company(setting: Setting, author: boolean): Participant {
  const number = digits(setting.displayNumber);
  const phone = number ? (normalizePhone(`+${number}`, setting.region) ?? number) : setting.phoneNumberId;
  return participant({ role: 'agent', author, identifiers: [identifier('company-number', phone, true)] });
}

/**
 * The thread: a group, or the business's number with one user. The user id comes first because every new payload has it,
 * while the number is left out for users who hide it behind a user name.
 */
export const conversationOf = (setting: Setting, user: User, group?: unknown): string | undefined => {
  const other = stringOf(group) ?? user.userId ?? user.phone;
  return other === undefined ? undefined : `${setting.phoneNumberId}/${other}`;
};

/** Whether a number is the business's own. */
export const isOwn = (setting: Setting, phone: unknown): boolean => {
  const number = digits(stringOf(phone));
  return number !== undefined && number !== '' && number === digits(setting.displayNumber);
};
