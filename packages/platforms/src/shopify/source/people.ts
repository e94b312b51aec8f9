import type { ConsentStatement, Participant } from '@throughline/schemas';
import {
  ownValue,
  emailIdentifier,
  identifier,
  objectOf,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';

export interface Shop {
  /** `example.myshopify.com` */
  readonly shop: string;
  readonly region: string;
}

/** The customer of a record. What a buyer types at the checkout is claimed; the shop's own customer id is not. */
export function person(customer: Json, { shop, region }: Shop, author: boolean): Participant {
  const id = stringOf(customer['id']);
  const address = objectOf(customer['default_address']);
  const country = stringOf(address['country_code']) ?? region;
  return participant({
    role: 'customer',
    author,
    name: [customer['first_name'], customer['last_name']].map(stringOf).filter(Boolean).join(' '),
    identifiers: [
      ...emailIdentifier(stringOf(customer['email']), customer['verified_email'] === true),
      ...phoneIdentifier(stringOf(customer['phone']), country, false),
      ...(id === undefined ? [] : [identifier('shopify-customer', `${shop}/${id}`, true)]),
    ],
    traits: {
      firstName: customer['first_name'],
      lastName: customer['last_name'],
      company: address['company'],
      city: address['city'],
      country: address['country_code'],
      tags: customer['tags'],
    },
  });
}

/** The buyer of an order, checkout or draft: the customer, with what was typed where the customer has none. */
export function buyerOf(body: Json, shop: Shop, author: boolean): ReadonlyArray<Participant> {
  const buyer = objectOf(body['customer']);
  const address = objectOf(body['billing_address'] ?? body['shipping_address']);
  const one = person(
    {
      ...buyer,
      first_name: buyer['first_name'] ?? address['first_name'],
      last_name: buyer['last_name'] ?? address['last_name'],
      email: stringOf(buyer['email']) ?? stringOf(body['email']),
      phone: stringOf(buyer['phone']) ?? stringOf(body['phone']) ?? stringOf(address['phone']),
      default_address: buyer['default_address'] ?? body['billing_address'],
    },
    shop,
    author,
  );
  return one.identifiers.length === 0 && one.name === null ? [] : [one];
}

/** https://shopify.dev/docs/api/admin-rest/latest/resources/customer: not_subscribed and redacted say nothing. */
const STATES: Readonly<Record<string, string>> = {
  subscribed: 'granted',
  unsubscribed: 'denied',
  pending: 'pending',
};

/** What a marketing consent (`{ state, opt_in_level, consent_updated_at }`) says of an address or number. */
export function consentOf(
  purpose: 'email' | 'sms',
  contact: unknown,
  consent: unknown,
  region: string,
): ReadonlyArray<ConsentStatement> {
  const state = ownValue(STATES, (stringOf(objectOf(consent)['state']) ?? '').toLowerCase());
  const [one] =
    purpose === 'email'
      ? emailIdentifier(stringOf(contact), true)
      : phoneIdentifier(stringOf(contact), region, true);
  if (one === undefined || state === undefined) return [];
  return [{ identifierType: one.type, identifierValue: one.value, purpose, state, trusted: true }];
}
