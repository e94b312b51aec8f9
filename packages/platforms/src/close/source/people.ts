import type { Identifier, Participant } from '@throughline/schemas';
import { isInternal, parseAddresses } from '../../reading/address.ts';
import {
  arrayOf,
  emailIdentifier,
  identifier,
  normalizeEmail,
  objectOf,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';

export interface Whose {
  readonly organization: string;
  /** ISO 3166 country that national numbers are read in. */
  readonly region: string;
  readonly internalDomains: ReadonlyArray<string>;
}

export const contactIds = (id: unknown, whose: Whose): ReadonlyArray<Identifier> => {
  const text = stringOf(id);
  return text === undefined ? [] : [identifier('close-contact', `${whose.organization}/${text}`, true)];
};

/** A contact of the CRM: the company's own word on who that is. */
export function contactOf(contact: Json, whose: Whose, author: boolean, company?: unknown): Participant {
  const emails = arrayOf(contact['emails']).map((one) => stringOf(objectOf(one)['email']));
  const phones = arrayOf(contact['phones']).map((one) => stringOf(objectOf(one)['phone']));
  return participant({
    role: 'customer',
    author,
    name: contact['name'] ?? contact['display_name'],
    identifiers: [
      ...emails.flatMap((email) => emailIdentifier(email, true)),
      ...phones.flatMap((phone) => phoneIdentifier(phone, whose.region, true)),
      ...contactIds(contact['id'], whose),
    ],
    traits: { title: contact['title'], company, timezone: contact['timezone'] },
  });
}

/** A user of Close. */
export const userOf = (data: Json, whose: Whose, author: boolean): ReadonlyArray<Participant> => {
  const id = stringOf(data['user_id']) ?? stringOf(data['created_by']);
  if (id === undefined) return [];
  const name = data['user_name'] ?? data['created_by_name'];
  const identifiers = [identifier('close-user', `${whose.organization}/${id}`, true)];
  return [participant({ role: 'agent', author, name, identifiers })];
};

/** The customer of a call or message: by number, which the carrier vouches for, and by contact. */
export const callerOf = (data: Json, whose: Whose, author: boolean): Participant =>
  participant({
    role: 'customer',
    author,
    name: data['contact_name'],
    identifiers: [
      ...phoneIdentifier(stringOf(data['remote_phone']) ?? stringOf(data['phone']), whose.region, true),
      ...contactIds(data['contact_id'], whose),
    ],
  });

/** The people of an e-mail, from its envelope, or from the plain fields where a draft has none yet. */
export function correspondents(data: Json, inbound: boolean, whose: Whose): ReadonlyArray<Participant> {
  const envelope = objectOf(data['envelope']);
  const listed = (name: string) => {
    const given = arrayOf(envelope[name]).map(objectOf);
    if (given.length > 0) return given.map((one) => ({ name: one['name'], address: stringOf(one['email']) }));
    const plain = name === 'from' ? [data['sender']] : arrayOf(data[name]);
    return plain.flatMap((one) => parseAddresses(stringOf(one)));
  };
  const written = ['from', 'to', 'cc', 'bcc'].flatMap((name) =>
    listed(name).map((one) => ({ ...one, author: name === 'from' })),
  );
  let authors = 0;
  let customers = 0;
  return written.flatMap(({ name, address, author }) => {
    const email = address === undefined ? null : normalizeEmail(address);
    if (email === null) return [];
    const isAuthor = author && (authors += 1) === 1;
    const isAgent = isInternal(email, whose.internalDomains) || author !== inbound;
    // The activity names one contact: the other side of it.
    const ids = isAgent || (customers += 1) > 1 ? [] : contactIds(data['contact_id'], whose);
    return [
      participant({
        role: isAgent ? 'agent' : 'customer',
        author: isAuthor,
        name,
        identifiers: [...emailIdentifier(email, true), ...ids],
      }),
    ];
  });
}
