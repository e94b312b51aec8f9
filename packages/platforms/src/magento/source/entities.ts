import type { ConsentStatement, Participant } from '@throughline/schemas';
import {
  ownValue,
  arrayOf,
  emailIdentifier,
  identifier,
  objectOf,
  parseTime,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
  type Told,
} from '../../reading/index.ts';

export interface Shop {
  readonly account: string;
  readonly region: string;
}

export type Entity = 'customer' | 'order' | 'subscriber' | 'invoice' | 'shipment' | 'creditmemo';

type Reader = (entity: Json, shop: Shop) => Partial<Told> & Pick<Told, 'kind' | 'direction'>;

/** Which thing an event is of, by its name; by its fields where the name says nothing. */
export function entityOf(name: string, entity: Json): Entity | undefined {
  const text = name.toLowerCase();
  if (/newsletter|subscriber/.test(text)) return 'subscriber';
  if (/creditmemo|refund/.test(text)) return 'creditmemo';
  if (/invoice/.test(text)) return 'invoice';
  if (/shipment/.test(text)) return 'shipment';
  if (/customer_(?!save|delete|register|account)/.test(text)) return undefined;
  if (/order(?!_(?:item|address|payment|status|tax|grid))/.test(text)) return 'order';
  if (/customer/.test(text)) return 'customer';
  if (text !== '') return undefined;
  if (entity['increment_id'] !== undefined && entity['grand_total'] !== undefined) return 'order';
  return entity['email'] !== undefined && entity['firstname'] !== undefined ? 'customer' : undefined;
}

export const idOf = (entity: Json): string | undefined =>
  stringOf(entity['entity_id']) ?? stringOf(entity['id']) ?? stringOf(entity['subscriber_id']);

const nameOf = (...parts: ReadonlyArray<unknown>): string => parts.map(stringOf).filter(Boolean).join(' ');

const customerId = (id: unknown, { account }: Shop) => {
  const text = stringOf(id);
  return text === undefined || text === '0'
    ? []
    : [identifier('magento-customer', `${account}/${text}`, true)];
};

const granted = (email: string | undefined, state: string): ReadonlyArray<ConsentStatement> =>
  emailIdentifier(email, true).map((one) => ({
    identifierType: one.type,
    identifierValue: one.value,
    purpose: 'email',
    state,
    trusted: true,
  }));

/** What somebody types into their account is a claim; the account's number is the shop's own word. */
const customer: Reader = (entity, shop) => {
  const addresses = arrayOf(entity['addresses']).map(objectOf);
  const address = addresses.find((one) => one['default_billing'] === true) ?? addresses[0] ?? {};
  const country = stringOf(address['country_id']) ?? shop.region;
  const id = idOf(entity);
  return {
    kind: 'record',
    direction: 'none',
    occurredAt: parseTime(entity['updated_at']) ?? parseTime(entity['created_at']),
    participants: [
      participant({
        role: 'customer',
        author: true,
        name: nameOf(entity['firstname'], entity['lastname']),
        identifiers: [
          ...emailIdentifier(stringOf(entity['email']), false),
          ...phoneIdentifier(stringOf(address['telephone']), country, false),
          ...customerId(id, shop),
        ],
        traits: {
          firstName: entity['firstname'],
          lastName: entity['lastname'],
          birthday: entity['dob'],
          company: address['company'],
          city: address['city'],
          country: address['country_id'],
        },
      }),
    ],
    // Not to be subscribed is how everybody begins, so that only `true` says something.
    consents:
      objectOf(entity['extension_attributes'])['is_subscribed'] === true
        ? granted(stringOf(entity['email']), 'granted')
        : [],
    properties: {
      group: stringOf(entity['group_id']),
      website: stringOf(entity['website_id']),
      store: stringOf(entity['store_id']),
    },
  };
};

const amountOf = (value: unknown): { amount?: number } => {
  const amount = Number(stringOf(value) ?? NaN);
  return Number.isFinite(amount) ? { amount } : {};
};

const currencyOf = (entity: Json): { currency?: string } => {
  const code = stringOf(entity['order_currency_code']) ?? stringOf(entity['base_currency_code']);
  return code === undefined ? {} : { currency: code };
};

function buyerOf(entity: Json, shop: Shop): Participant {
  const billing = objectOf(entity['billing_address']);
  const country = stringOf(billing['country_id']) ?? shop.region;
  return participant({
    role: 'customer',
    author: true,
    name:
      nameOf(entity['customer_firstname'], entity['customer_lastname']) ||
      nameOf(billing['firstname'], billing['lastname']),
    identifiers: [
      ...emailIdentifier(stringOf(entity['customer_email']) ?? stringOf(billing['email']), false),
      ...phoneIdentifier(stringOf(billing['telephone']), country, false),
      ...customerId(entity['customer_id'], shop),
    ],
    traits: { company: billing['company'], city: billing['city'], country: billing['country_id'] },
  });
}

/** Configurable products stand twice among the lines: the part of another line is left out. */
const linesOf = (entity: Json, quantity: string): string =>
  arrayOf(entity['items'])
    .map(objectOf)
    .filter((item) => item['parent_item_id'] === undefined || item['parent_item_id'] === null)
    .map(
      (item) =>
        `${stringOf(item[quantity]) ?? '1'} × ${stringOf(item['name']) ?? stringOf(item['sku']) ?? '?'}`,
    )
    .join('\n');

const order: Reader = (entity, shop) => {
  const note = stringOf(entity['customer_note']);
  const number = stringOf(entity['increment_id']) ?? idOf(entity) ?? '';
  return {
    kind: 'order',
    direction: 'inbound',
    occurredAt: parseTime(entity['created_at']),
    conversation: `order/${idOf(entity) ?? number}`,
    subject: `Order ${number}`,
    text: [linesOf(entity, 'qty_ordered'), note].filter(Boolean).join('\n\n'),
    participants: [buyerOf(entity, shop)],
    ...amountOf(entity['grand_total']),
    ...currencyOf(entity),
    properties: {
      state: stringOf(entity['state']),
      status: stringOf(entity['status']),
      store: stringOf(entity['store_id']),
      coupon: stringOf(entity['coupon_code']),
      shipping: stringOf(entity['shipping_description']),
    },
  };
};

/** An invoice, a shipment or a credit memo of an order. */
const document =
  (title: string, kind: string): Reader =>
  (entity) => {
    const orderId = stringOf(entity['order_id']);
    return {
      kind,
      direction: 'outbound',
      occurredAt: parseTime(entity['created_at']),
      ...(orderId === undefined ? {} : { conversation: `order/${orderId}` }),
      subject: `${title} ${stringOf(entity['increment_id']) ?? idOf(entity) ?? ''}`,
      text: linesOf(entity, 'qty'),
      ...amountOf(entity['grand_total']),
      ...currencyOf(entity),
      properties: { state: stringOf(entity['state']), order: orderId },
    };
  };

/** `subscriber_status`: 1 subscribed, 2 not active, 3 unsubscribed, 4 unconfirmed (Magento\Newsletter\Model\Subscriber). */
const STATES: Readonly<Record<string, string>> = {
  '1': 'granted',
  '3': 'denied',
  '2': 'pending',
  '4': 'pending',
};

const subscriber: Reader = (entity, shop) => {
  const email = stringOf(entity['subscriber_email']) ?? stringOf(entity['email']);
  const state = ownValue(STATES, stringOf(entity['subscriber_status']) ?? stringOf(entity['status']) ?? '');
  const identifiers = [...emailIdentifier(email, false), ...customerId(entity['customer_id'], shop)];
  return {
    kind: 'consent',
    direction: 'inbound',
    occurredAt: parseTime(entity['change_status_at']),
    participants:
      identifiers.length === 0 ? [] : [participant({ role: 'customer', author: true, identifiers })],
    consents: state === undefined ? [] : granted(email, state),
    properties: { status: stringOf(entity['subscriber_status']), store: stringOf(entity['store_id']) },
  };
};

export const readers: Readonly<Record<Entity, Reader>> = {
  customer,
  order,
  subscriber,
  invoice: document('Invoice', 'invoice'),
  shipment: document('Shipment', 'event'),
  creditmemo: document('Credit memo', 'event'),
};
