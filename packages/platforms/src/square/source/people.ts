import type { ConsentStatement, Participant } from '@throughline/schemas';
import {
  emailIdentifier,
  identifier,
  objectOf,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';

export interface Whose {
  readonly merchant: string;
  /** ISO 3166 country that national numbers are read in. */
  readonly region: string;
}

const customerIds = (id: unknown, { merchant }: Whose) => {
  const text = stringOf(id);
  return text === undefined ? [] : [identifier('square-customer', `${merchant}/${text}`, true)];
};

/** A customer of the directory. Staff, imports and checkouts alike write it, and Square checks nothing: contacts are claims. */
export function customerOf(customer: Json, whose: Whose): Participant {
  const address = objectOf(customer['address']);
  const region = stringOf(address['country']) ?? whose.region;
  return participant({
    role: 'customer',
    author: true,
    name: [customer['given_name'], customer['family_name']].map(stringOf).filter(Boolean).join(' '),
    identifiers: [
      ...emailIdentifier(stringOf(customer['email_address']), false),
      ...phoneIdentifier(stringOf(customer['phone_number']), region, false),
      ...customerIds(customer['id'], whose),
    ],
    traits: {
      firstName: customer['given_name'],
      lastName: customer['family_name'],
      nickname: customer['nickname'],
      company: customer['company_name'],
      birthday: customer['birthday'],
      city: address['locality'],
      country: address['country'],
      reference: customer['reference_id'],
      note: customer['note'],
    },
  });
}

/** `email_unsubscribed: false` is how every customer begins, so that only `true` says something. */
export function consentsOf(customer: Json): ReadonlyArray<ConsentStatement> {
  if (objectOf(customer['preferences'])['email_unsubscribed'] !== true) return [];
  return emailIdentifier(stringOf(customer['email_address']), true).map((one) => ({
    identifierType: one.type,
    identifierValue: one.value,
    purpose: 'email',
    state: 'denied',
    trusted: true,
  }));
}

/** Whoever an order, payment, booking or invoice is for: by id, and by what stands on it. */
export function buyerOf(id: unknown, contact: Json, whose: Whose): ReadonlyArray<Participant> {
  const identifiers = [
    ...emailIdentifier(stringOf(contact['email_address']), false),
    ...phoneIdentifier(stringOf(contact['phone_number']), whose.region, false),
    ...customerIds(id ?? contact['customer_id'], whose),
  ];
  if (identifiers.length === 0) return [];
  const name =
    stringOf(contact['display_name']) ??
    [contact['given_name'], contact['family_name']].map(stringOf).filter(Boolean).join(' ');
  const traits = { company: contact['company_name'] };
  return [participant({ role: 'customer', author: true, name, identifiers, traits })];
}
