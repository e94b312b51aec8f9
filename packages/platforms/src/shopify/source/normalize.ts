import type { ConsentStatement, Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  emailIdentifier,
  identifier,
  interaction,
  objectOf,
  arrayOf,
  parseJson,
  parseTime,
  participant,
  phoneIdentifier,
  required,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { shopifyHeader } from './verify.ts';

const shopOf = (raw: RawRecord): string => shopifyHeader(raw, 'shop-domain') ?? 'unknown';

/** The customer of a record. What a buyer types at the checkout is claimed; the shop's own customer id is not. */
function person(customer: Json, shop: string, region: string, author: boolean): Participant {
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

/** https://shopify.dev/docs/api/admin-rest/latest/resources/customer: subscribed, not_subscribed, pending, unsubscribed, redacted. */
function consentsOf(customer: Json): ReadonlyArray<ConsentStatement> {
  const states: Readonly<Record<string, string>> = {
    subscribed: 'granted',
    unsubscribed: 'denied',
    pending: 'pending',
  };
  const email = emailIdentifier(stringOf(customer['email']), true)[0];
  const state = states[stringOf(objectOf(customer['email_marketing_consent'])['state']) ?? ''];
  if (email === undefined || state === undefined) return [];
  return [{ identifierType: 'email', identifierValue: email.value, purpose: 'email', state, trusted: true }];
}

function customerRecord(raw: RawRecord, topic: string, body: Json, region: string): Interaction {
  const shop = shopOf(raw);
  const deleted = topic === 'customers/delete';
  const changed = parseTime(body['updated_at']) ?? parseTime(shopifyHeader(raw, 'triggered-at'));
  const id = required(body['id'], 'id');
  return interaction(manifest, raw, {
    account: shop,
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
    participants: [person(body, shop, region, true)],
    consents: consentsOf(body),
    link: `https://${shop}/admin/customers/${id}`,
    properties: { ordersCount: stringOf(body['orders_count']), totalSpent: stringOf(body['total_spent']) },
  });
}

const amountOf = (value: unknown): number | undefined => {
  const amount = Number(stringOf(value) ?? NaN);
  return Number.isFinite(amount) ? amount : undefined;
};

function order(raw: RawRecord, topic: string, body: Json, region: string): Interaction {
  const shop = shopOf(raw);
  const buyer = objectOf(body['customer']);
  const withContact = {
    ...buyer,
    email: stringOf(buyer['email']) ?? stringOf(body['email']),
    phone: stringOf(buyer['phone']) ?? stringOf(body['phone']),
  };
  const lines = arrayOf(body['line_items']).map(objectOf);
  const id = required(body['id'], 'id');
  return interaction(manifest, raw, {
    account: shop,
    objectId: `order/${id}`,
    revision: parseTime(body['updated_at']) ?? 0,
    channel: 'commerce',
    kind: 'order',
    event: topic === 'orders/create' ? 'order_placed' : (topic.split('/')[1] ?? 'changed'),
    vendorEvent: topic,
    direction: 'inbound',
    state: topic === 'orders/delete' ? 'deleted' : 'active',
    occurredAt: parseTime(body['created_at']),
    subject: `Order ${stringOf(body['name']) ?? id}`,
    text: lines
      .map((line) => `${stringOf(line['quantity']) ?? '1'} × ${stringOf(line['title']) ?? '?'}`)
      .join('\n'),
    participants: [person(withContact, shop, region, true)],
    amount: amountOf(body['total_price']),
    currency: stringOf(body['currency']),
    link: stringOf(body['order_status_url']),
    properties: {
      financialStatus: stringOf(body['financial_status']),
      fulfillmentStatus: stringOf(body['fulfillment_status']),
      note: stringOf(body['note']),
    },
  });
}

/** Checkouts, refunds, privacy requests and whatever comes next: kept with their text. */
const other = (raw: RawRecord, topic: string, body: Json, region: string): Interaction =>
  interaction(manifest, raw, {
    account: shopOf(raw),
    objectId: `${topic}/${stringOf(body['id']) ?? shopifyHeader(raw, 'event-id') ?? sha256(raw.body)}`,
    revision: parseTime(body['updated_at']) ?? 0,
    channel: 'commerce',
    kind: 'other',
    event: 'other',
    vendorEvent: topic,
    direction: 'none',
    occurredAt: parseTime(body['updated_at']) ?? parseTime(shopifyHeader(raw, 'triggered-at')),
    participants: Object.keys(objectOf(body['customer'])).length
      ? [person(objectOf(body['customer']), shopOf(raw), region, true)]
      : [],
    text: JSON.stringify(body),
  });

export function normalize(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const topic = shopifyHeader(raw, 'topic') ?? '';
  const body = objectOf(parseJson(raw.body));
  if (/^customers\/(create|update|delete|enable|disable)$/.test(topic)) {
    return [customerRecord(raw, topic, body, context.region)];
  }
  if (topic.startsWith('orders/')) return [order(raw, topic, body, context.region)];
  return [other(raw, topic, body, context.region)];
}
