import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  ownValue,
  arrayOf,
  fetchedOf,
  interaction,
  objectOf,
  parseJson,
  parseTime,
  sha256,
  stringOf,
  type Fetched,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { consentChange, customerRecord, isPrivacy, privacyRequest, triggeredAt } from './customers.ts';
import { contactForm } from './form.ts';
import { checkout, draftOrder, fulfillment, order, refund } from './orders.ts';
import { person, type Shop } from './people.ts';
import { formOf, shopifyHeader } from './verify.ts';

type Reader = (raw: RawRecord, topic: string, body: Json, shop: Shop) => Interaction;

const READERS: ReadonlyArray<readonly [RegExp, Reader]> = [
  [/^customers\/(create|update|delete|enable|disable)$/, customerRecord],
  [/^customers_(email_)?marketing_consent\/update$/, consentChange],
  [/^orders\/(create|updated|cancelled|fulfilled|partially_fulfilled|paid|delete)$/, order],
  [/^refunds\/create$/, refund],
  [/^checkouts\/(create|update|delete)$/, checkout],
  [/^draft_orders\/(create|update|delete)$/, draftOrder],
  [/^fulfillments\/(create|update)$/, fulfillment],
];

/** Words of topics that say what happened, where there is one for it. */
const EVENTS: Readonly<Record<string, string>> = {
  'app/uninstalled': 'uninstalled',
  'customers/merge': 'merged',
};

/** Carts, order edits, products, app events and whatever comes next: kept with their text. */
function other(raw: RawRecord, topic: string, body: Json, shop: Shop): Interaction {
  const orderId = stringOf(objectOf(body['order_edit'])['order_id']) ?? stringOf(body['order_id']);
  const customer = objectOf(body['customer']);
  const time = parseTime(body['updated_at']) ?? triggeredAt(raw);
  return interaction(manifest, raw, {
    account: shop.shop,
    objectId: `${topic}/${stringOf(body['id']) ?? shopifyHeader(raw, 'event-id') ?? sha256(raw.body)}`,
    revision: time ?? 0,
    channel: 'commerce',
    kind: 'other',
    event: ownValue(EVENTS, topic) ?? 'other',
    vendorEvent: topic,
    direction: 'none',
    occurredAt: time,
    ...(orderId === undefined ? {} : { conversation: `order/${orderId}` }),
    participants: Object.keys(customer).length === 0 ? [] : [person(customer, shop, true)],
    text: JSON.stringify(body),
  });
}

/** A customer of the Admin API in the words of a webhook; the queries name what they can alike. */
function asWebhook(node: Json): Json {
  const email = objectOf(node['default_email']);
  const phone = objectOf(node['default_phone']);
  return {
    ...node,
    ...(node['tags'] === undefined
      ? {}
      : { tags: arrayOf(node['tags']).map(stringOf).filter(Boolean).join(', ') }),
    ...(node['default_email'] === undefined ? {} : { email: email['email'], email_marketing_consent: email }),
    ...(node['default_phone'] === undefined ? {} : { phone: phone['phone'], sms_marketing_consent: phone }),
  };
}

/** What the Admin API answered: `{ "data": { "customer": { … } } }`. */
function fetched(raw: RawRecord, { objectType, objectId, found }: Fetched, shop: Shop): Interaction {
  const data = found ? objectOf(objectOf(parseJson(raw.body))['data']) : {};
  if (objectType === 'customer') {
    const topic = found ? 'customers/update' : 'customers/delete';
    return customerRecord(raw, topic, found ? asWebhook(objectOf(data['customer'])) : { id: objectId }, shop);
  }
  if (objectType === 'order') {
    const body = objectOf(data['order']);
    const whole = { ...body, customer: asWebhook(objectOf(body['customer'])) };
    return order(raw, found ? 'orders/updated' : 'orders/delete', found ? whole : { id: objectId }, shop);
  }
  return other(raw, objectType, data, shop);
}

export function normalize(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const topic = shopifyHeader(raw, 'topic') ?? '';
  const shop: Shop = {
    shop: shopifyHeader(raw, 'shop-domain') ?? stringOf(context.settings['shopDomain']) ?? 'unknown',
    region: context.region,
  };
  const known = fetchedOf(raw);
  if (known !== undefined) return [fetched(raw, known, shop)];
  const form = formOf(raw.url);
  if (form !== undefined && topic === '') return [contactForm(raw, form, shop)];
  const body = objectOf(parseJson(raw.body));
  if (isPrivacy(topic)) return [privacyRequest(raw, topic, body, shop)];
  const reader = READERS.find(([pattern]) => pattern.test(topic))?.[1] ?? other;
  return [reader(raw, topic, body, shop)];
}
