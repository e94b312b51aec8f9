import type { Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  ownValue,
  arrayOf,
  emailIdentifier,
  fetchedOf,
  htmlToText,
  identifier,
  interaction,
  objectOf,
  parseJson,
  parseTime,
  participant,
  phoneIdentifier,
  required,
  sha256,
  stringOf,
  type Json,
  type Told,
} from '../../reading/index.ts';
import { header, textOf } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { accountOf } from './access.ts';

interface Shop {
  /** The shop's address without its scheme. */
  readonly account: string;
  readonly region: string;
}

type Reader = (entry: Json, shop: Shop) => Partial<Told> & Pick<Told, 'kind' | 'direction'>;

/** WordPress gives local times, and the same in UTC under `_gmt`. */
const timeOf = (entry: Json, name: string): number | null => parseTime(entry[`${name}_gmt`]);

/** What a buyer types is a claim, and anybody may type it; that they were signed in as a customer is the shop's own word. */
function person(id: string | undefined, entry: Json, shop: Shop, role: 'customer' | 'agent'): Participant {
  const billing = objectOf(entry['billing']);
  const first = stringOf(entry['first_name']) ?? stringOf(billing['first_name']);
  const last = stringOf(entry['last_name']) ?? stringOf(billing['last_name']);
  const region = stringOf(billing['country']) ?? shop.region;
  return participant({
    role,
    author: true,
    name: [first, last].filter(Boolean).join(' '),
    identifiers: [
      ...emailIdentifier(stringOf(entry['email']) ?? stringOf(billing['email']), false),
      ...phoneIdentifier(stringOf(billing['phone']), region, false),
      ...(id === undefined || id === '0'
        ? []
        : [identifier('woocommerce-customer', `${shop.account}/${id}`, true)]),
    ],
    traits: {
      firstName: first,
      lastName: last,
      company: billing['company'],
      city: billing['city'],
      postcode: billing['postcode'],
      country: billing['country'],
      username: entry['username'],
    },
  });
}

/** Roles of WordPress that are the shop's own people. */
const STAFF = /^(administrator|shop_manager|editor|author)$/;

const customer: Reader = (entry, shop) => ({
  kind: 'record',
  direction: 'none',
  occurredAt: timeOf(entry, 'date_modified') ?? timeOf(entry, 'date_created'),
  participants: [
    person(
      stringOf(entry['id']),
      entry,
      shop,
      STAFF.test(stringOf(entry['role']) ?? '') ? 'agent' : 'customer',
    ),
  ],
  link: `https://${shop.account}/wp-admin/user-edit.php?user_id=${stringOf(entry['id']) ?? ''}`,
  properties: {
    role: stringOf(entry['role']),
    isPaying: entry['is_paying_customer'] === true ? 'true' : undefined,
  },
});

const amountOf = (value: unknown): number | undefined => {
  const amount = Number(stringOf(value) ?? NaN);
  return Number.isFinite(amount) ? amount : undefined;
};

const order: Reader = (entry, shop) => {
  const lines = arrayOf(entry['line_items']).map(objectOf);
  const note = stringOf(entry['customer_note']);
  const amount = amountOf(entry['total']);
  const refunds = arrayOf(entry['refunds']).map(objectOf);
  const id = stringOf(entry['id']) ?? '';
  return {
    kind: 'order',
    direction: 'inbound',
    occurredAt: timeOf(entry, 'date_created'),
    conversation: `order/${id}`,
    subject: `Order ${stringOf(entry['number']) ?? id}`,
    text: [
      ...lines.map((line) => `${stringOf(line['quantity']) ?? '1'} × ${stringOf(line['name']) ?? '?'}`),
      ...(note === undefined ? [] : ['', note]),
    ].join('\n'),
    participants: [person(stringOf(entry['customer_id']), entry, shop, 'customer')],
    ...(amount === undefined ? {} : { amount }),
    ...(stringOf(entry['currency']) === undefined ? {} : { currency: stringOf(entry['currency']) ?? '' }),
    link: `https://${shop.account}/wp-admin/post.php?post=${id}&action=edit`,
    properties: {
      status: stringOf(entry['status']),
      payment: stringOf(entry['payment_method_title']),
      paidAt: stringOf(entry['date_paid_gmt']),
      completedAt: stringOf(entry['date_completed_gmt']),
      note,
      refunded: refunds.length === 0 ? undefined : refunds.map((one) => stringOf(one['total'])).join(', '),
      coupons: arrayOf(entry['coupon_lines'])
        .map((one) => stringOf(objectOf(one)['code']))
        .filter(Boolean)
        .join(', '),
    },
  };
};

const product: Reader = (entry) => ({
  kind: 'other',
  direction: 'none',
  occurredAt: timeOf(entry, 'date_modified'),
  subject: entry['name'],
  text: htmlToText(stringOf(entry['short_description']) ?? stringOf(entry['description']) ?? ''),
  link: stringOf(entry['permalink']),
  properties: {
    sku: stringOf(entry['sku']),
    price: stringOf(entry['price']),
    status: stringOf(entry['status']),
  },
});

const coupon: Reader = (entry) => ({
  kind: 'other',
  direction: 'none',
  occurredAt: timeOf(entry, 'date_modified'),
  subject: entry['code'],
  text: entry['description'],
  properties: { amount: stringOf(entry['amount']), type: stringOf(entry['discount_type']) },
});

const readers: Readonly<Record<string, Reader>> = { customer, order, product, coupon };

const EVENTS: Readonly<Record<string, string>> = { updated: 'changed', unknown: 'changed' };

interface Change {
  readonly resource: string;
  readonly id: string;
  readonly change: string;
  readonly topic: string;
}

function toInteraction(raw: RawRecord, change: Change, entry: Json, shop: Shop): Interaction {
  const deleted = change.change === 'deleted';
  const told = ownValue(readers, change.resource)?.(entry, shop);
  const placed = change.resource === 'order' && change.change === 'created';
  return interaction(manifest, raw, {
    kind: 'other',
    direction: 'none',
    ...told,
    account: shop.account,
    objectId: `${change.resource}/${change.id}`,
    // What is deleted is told by its id alone, and an order may come back from the trash: so it counts from when it was told.
    revision: deleted
      ? raw.receivedAt
      : (timeOf(entry, 'date_modified') ?? timeOf(entry, 'date_created') ?? 0),
    channel: 'commerce',
    event: placed ? 'order_placed' : (ownValue(EVENTS, change.change) ?? change.change),
    vendorEvent: change.topic,
    state: deleted ? 'deleted' : 'active',
    ...(deleted ? { participants: [], text: undefined, subject: undefined } : {}),
  });
}

/** `action.woocommerce_add_to_cart`, extensions' topics and whatever comes next. */
const other = (raw: RawRecord, topic: string, shop: Shop): Interaction =>
  interaction(manifest, raw, {
    account: shop.account,
    objectId: `delivery/${header(raw, 'x-wc-webhook-delivery-id') ?? ''}/${sha256(raw.body)}`,
    channel: 'commerce',
    kind: 'other',
    event: 'other',
    vendorEvent: topic,
    direction: 'none',
    text: textOf(raw.body),
  });

export function normalize(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const site = stringOf(context.settings['siteUrl']) ?? header(raw, 'x-wc-webhook-source');
  const shop = { account: site === undefined ? 'unknown' : accountOf(site), region: context.region };
  const fetched = fetchedOf(raw);
  if (fetched !== undefined) {
    const { objectType: resource, objectId: id, found } = fetched;
    const change = found ? fetched.change : 'deleted';
    const entry = found ? objectOf(parseJson(raw.body)) : {};
    return [
      toInteraction(
        raw,
        { resource, id: stringOf(entry['id']) ?? id, change, topic: `${resource}.${change}` },
        entry,
        shop,
      ),
    ];
  }
  const topic = header(raw, 'x-wc-webhook-topic') ?? '';
  const [resource = '', change = ''] = topic.split('.', 2);
  if (ownValue(readers, resource) === undefined) return [other(raw, topic, shop)];
  const entry = objectOf(parseJson(raw.body));
  return [toInteraction(raw, { resource, id: required(entry['id'], 'id'), change, topic }, entry, shop)];
}
