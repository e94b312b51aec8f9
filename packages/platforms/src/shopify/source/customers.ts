import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  emailIdentifier,
  identifier,
  interaction,
  objectOf,
  ownValue,
  parseTime,
  participant,
  phoneIdentifier,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { consentOf, person, type Shop } from './people.ts';
import { shopifyHeader } from './verify.ts';

/** When the event happened, where the body does not say. */
export const triggeredAt = (raw: RawRecord): number | null => parseTime(shopifyHeader(raw, 'triggered-at'));

export function customerRecord(raw: RawRecord, topic: string, body: Json, shop: Shop): Interaction {
  const deleted = topic === 'customers/delete';
  const changed = parseTime(body['updated_at']) ?? triggeredAt(raw);
  const id = required(body['id'], 'id');
  return interaction(manifest, raw, {
    account: shop.shop,
    objectId: `customer/${id}`,
    // A deletion carries no time of its own: it comes after every change.
    revision: deleted ? Number.MAX_SAFE_INTEGER : (changed ?? 0),
    channel: 'commerce',
    kind: 'record',
    event: deleted ? 'deleted' : topic === 'customers/create' ? 'created' : 'changed',
    vendorEvent: topic,
    direction: 'none',
    state: deleted ? 'deleted' : 'active',
    occurredAt: changed,
    participants: [person(body, shop, true)],
    consents: [
      ...consentOf('email', body['email'], body['email_marketing_consent'], shop.region),
      ...consentOf('sms', body['phone'], body['sms_marketing_consent'], shop.region),
    ],
    link: `https://${shop.shop}/admin/customers/${id}`,
    properties: {
      ordersCount: stringOf(body['orders_count']),
      totalSpent: stringOf(body['total_spent']),
      state: stringOf(body['state']),
      note: stringOf(body['note']),
    },
  });
}

/** `customers_email_marketing_consent/update` is of an address, `customers_marketing_consent/update` of a number. */
export function consentChange(raw: RawRecord, topic: string, body: Json, shop: Shop): Interaction {
  const isEmail = topic.startsWith('customers_email_');
  const purpose = isEmail ? 'email' : 'sms';
  const id = required(body['customer_id'] ?? body['id'], 'customer_id');
  const contact = isEmail ? (body['email_address'] ?? body['email']) : body['phone'];
  const consent = objectOf(body[`${purpose}_marketing_consent`]);
  const [statement] = consentOf(purpose, contact, consent, shop.region);
  const changed = parseTime(consent['consent_updated_at']) ?? triggeredAt(raw);
  const text = stringOf(contact);
  return interaction(manifest, raw, {
    account: shop.shop,
    objectId: `consent/${purpose}/${id}`,
    revision: changed ?? 0,
    channel: isEmail ? 'email' : 'sms',
    kind: 'consent',
    event: statement?.state ?? 'changed',
    vendorEvent: topic,
    direction: 'inbound',
    occurredAt: changed,
    participants: [
      participant({
        role: 'customer',
        author: true,
        identifiers: [
          ...(isEmail ? emailIdentifier(text, false) : phoneIdentifier(text, shop.region, false)),
          identifier('shopify-customer', `${shop.shop}/${id}`, true),
        ],
      }),
    ],
    consents: statement === undefined ? [] : [statement],
    link: `https://${shop.shop}/admin/customers/${id}`,
    properties: {
      state: stringOf(consent['state']),
      optInLevel: stringOf(consent['opt_in_level']),
      collectedFrom: stringOf(consent['consent_collected_from']),
    },
  });
}

const PRIVACY: Readonly<Record<string, string>> = {
  'customers/data_request': 'data_requested',
  'customers/redact': 'erasure_requested',
  'shop/redact': 'erasure_requested',
};

export const isPrivacy = (topic: string): boolean => Object.hasOwn(PRIVACY, topic);

/** The mandatory topics of https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance: for people to act on. */
export function privacyRequest(raw: RawRecord, topic: string, body: Json, shop: Shop): Interaction {
  const customer = objectOf(body['customer']);
  const request = stringOf(objectOf(body['data_request'])['id']);
  const about = stringOf(customer['id']) ?? stringOf(body['shop_id']) ?? 'shop';
  return interaction(manifest, raw, {
    account: shop.shop,
    objectId: `${topic}/${request ?? about}`,
    revision: triggeredAt(raw) ?? 0,
    channel: 'commerce',
    kind: 'other',
    event: ownValue(PRIVACY, topic) ?? 'other',
    vendorEvent: topic,
    direction: 'inbound',
    occurredAt: triggeredAt(raw),
    participants: Object.keys(customer).length === 0 ? [] : [person(customer, shop, true)],
    text: JSON.stringify(body),
  });
}
