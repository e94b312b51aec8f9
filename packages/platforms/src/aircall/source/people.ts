import type { Identifier, Participant } from '@throughline/schemas';
import {
  arrayOf,
  emailIdentifier,
  identifier,
  objectOf,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';

/** Aircall's deliveries do not name the company, and its ids are unique among all companies. */
export const ACCOUNT = 'aircall';

const valuesOf = (list: unknown): ReadonlyArray<string> =>
  arrayOf(list).flatMap((entry) => stringOf(objectOf(entry)['value']) ?? []);

/** Contacts are what the company's own people wrote down. */
function contactIdentifiers(contact: Json, region: string): ReadonlyArray<Identifier> {
  const id = stringOf(contact['id']);
  return [
    ...valuesOf(contact['emails']).flatMap((email) => emailIdentifier(email, true)),
    ...valuesOf(contact['phone_numbers']).flatMap((phone) => phoneIdentifier(phone, region, true)),
    ...(id === undefined ? [] : [identifier('aircall-contact', `${ACCOUNT}/${id}`, true)]),
  ];
}

/** @param number what the call or message came from or went to; the carrier vouches for it */
export function customerOf(
  contact: Json,
  number: string | undefined,
  region: string,
  author: boolean,
): Participant {
  const name = [contact['first_name'], contact['last_name']].map(stringOf).filter(Boolean).join(' ');
  const identifiers = [...phoneIdentifier(number, region, true), ...contactIdentifiers(contact, region)];
  const distinct = [...new Map(identifiers.map((one) => [`${one.type} ${one.value}`, one])).values()];
  return participant({
    role: 'customer',
    author,
    name,
    identifiers: distinct,
    traits: {
      firstName: contact['first_name'],
      lastName: contact['last_name'],
      company: contact['company_name'],
    },
  });
}

/** A member of the team; none where Aircall names none. */
export function agentOf(user: Json, author: boolean): ReadonlyArray<Participant> {
  const id = stringOf(user['id']);
  const email = emailIdentifier(stringOf(user['email']), true);
  if (id === undefined && email.length === 0) return [];
  return [
    participant({
      role: 'agent',
      author,
      name: user['name'],
      identifiers: [
        ...email,
        ...(id === undefined ? [] : [identifier('aircall-user', `${ACCOUNT}/${id}`, true)]),
      ],
    }),
  ];
}

/** The company's own number, for what none of its people is named in. */
export const lineOf = (number: Json, author: boolean): Participant =>
  participant({
    role: 'agent',
    author,
    name: number['name'],
    identifiers: phoneIdentifier(stringOf(number['digits']), 'US', true).map((one) =>
      identifier('company-number', one.value, true),
    ),
  });
