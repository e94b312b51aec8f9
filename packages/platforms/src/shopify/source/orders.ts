import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  arrayOf,
  interaction,
  objectOf,
  parseTime,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { buyerOf, type Shop } from './people.ts';

const amountOf = (...values: ReadonlyArray<unknown>): { amount?: number } => {
  const text = values.map(stringOf).find((one) => one !== undefined);
  const amount = Number(text ?? NaN);
  return Number.isFinite(amount) ? { amount } : {};
};

const shopMoney = (set: unknown): Json => objectOf(objectOf(set)['shop_money']);

const currencyOf = (body: Json): { currency?: string } => {
  const code = stringOf(body['currency']) ?? stringOf(shopMoney(body['total_price_set'])['currency_code']);
  return code === undefined ? {} : { currency: code };
};

/** Webhooks list lines bare; the Admin API wraps them in `nodes`. */
const linesOf = (lines: unknown): string =>
  arrayOf(Array.isArray(lines) ? lines : objectOf(lines)['nodes'])
    .map(objectOf)
    .map((line) => `${stringOf(line['quantity']) ?? '1'} × ${stringOf(line['title']) ?? '?'}`)
    .join('\n');

const lower = (value: unknown): string | undefined => stringOf(value)?.toLowerCase();

const common = (topic: string, { shop }: Shop) => ({
  account: shop,
  channel: 'commerce',
  vendorEvent: topic,
});

/** `orders/create`, `updated`, `cancelled`, `fulfilled`, `partially_fulfilled`, `paid`, `delete`. */
export function order(raw: RawRecord, topic: string, body: Json, shop: Shop): Interaction {
  const id = required(body['id'], 'id');
  const deleted = topic === 'orders/delete';
  const verb = topic.split('/')[1] ?? 'changed';
  return interaction(manifest, raw, {
    ...common(topic, shop),
    objectId: `order/${id}`,
    // A deletion carries the id alone: it comes after every change.
    revision: deleted ? Number.MAX_SAFE_INTEGER : (parseTime(body['updated_at']) ?? 0),
    kind: 'order',
    event: deleted
      ? 'deleted'
      : topic === 'orders/create'
        ? 'order_placed'
        : verb === 'updated'
          ? 'changed'
          : verb,
    direction: 'inbound',
    state: deleted ? 'deleted' : 'active',
    occurredAt: parseTime(body['created_at']),
    conversation: `order/${id}`,
    subject: `Order ${stringOf(body['name']) ?? id}`,
    text: linesOf(body['line_items']),
    participants: buyerOf(body, shop, true),
    ...amountOf(body['total_price'], shopMoney(body['total_price_set'])['amount']),
    ...currencyOf(body),
    link: `https://${shop.shop}/admin/orders/${id}`,
    properties: {
      financialStatus: lower(body['financial_status']),
      fulfillmentStatus: lower(body['fulfillment_status']),
      note: stringOf(body['note']),
      tags: stringOf(body['tags']),
      source: stringOf(body['source_name']),
      cancelReason: lower(body['cancel_reason']),
      cancelledAt: stringOf(body['cancelled_at']),
      refunded: shownRefunds(body),
    },
  });
}

function shownRefunds(body: Json): string | undefined {
  const count = arrayOf(body['refunds']).length;
  return count === 0 ? undefined : String(count);
}

/** `refunds/create`: what was given back, of which lines, and why. */
export function refund(raw: RawRecord, topic: string, body: Json, shop: Shop): Interaction {
  const id = required(body['id'], 'id');
  const orderId = stringOf(body['order_id']);
  const payments = arrayOf(body['transactions'])
    .map(objectOf)
    .filter((one) => stringOf(one['kind']) === 'refund');
  const sum = payments.reduce((total, one) => total + (Number(stringOf(one['amount']) ?? 0) || 0), 0);
  const lines = arrayOf(body['refund_line_items']).map(objectOf);
  return interaction(manifest, raw, {
    ...common(topic, shop),
    objectId: `refund/${id}`,
    revision: parseTime(body['processed_at']) ?? parseTime(body['created_at']) ?? 0,
    kind: 'event',
    event: 'refunded',
    direction: 'outbound',
    occurredAt: parseTime(body['created_at']),
    ...(orderId === undefined ? {} : { conversation: `order/${orderId}` }),
    subject: 'Refund',
    text: [
      ...lines.map(
        (line) =>
          `${stringOf(line['quantity']) ?? '1'} × ${stringOf(objectOf(line['line_item'])['title']) ?? '?'}`,
      ),
      stringOf(body['note']),
    ]
      .filter(Boolean)
      .join('\n'),
    // Rounded to the cent: sums of decimals are not exact.
    ...(payments.length === 0 ? {} : { amount: Math.round(sum * 100) / 100 }),
    ...currencyOf(objectOf(payments[0])),
    link: orderId === undefined ? undefined : `https://${shop.shop}/admin/orders/${orderId}`,
    properties: { order: orderId, note: stringOf(body['note']) },
  });
}

/** `checkouts/create`, `update`, `delete`: one that is never completed was abandoned, and has the link that takes it up again. */
export function checkout(raw: RawRecord, topic: string, body: Json, shop: Shop): Interaction {
  const token = stringOf(body['token']) ?? required(body['id'], 'token');
  const deleted = topic === 'checkouts/delete';
  const completed = stringOf(body['completed_at']) !== undefined;
  const event = completed
    ? 'checkout_completed'
    : topic === 'checkouts/create'
      ? 'checkout_started'
      : 'checkout_changed';
  return interaction(manifest, raw, {
    ...common(topic, shop),
    objectId: `checkout/${token}`,
    revision: deleted ? Number.MAX_SAFE_INTEGER : (parseTime(body['updated_at']) ?? 0),
    kind: 'event',
    event: deleted ? 'deleted' : event,
    direction: 'inbound',
    state: deleted ? 'deleted' : 'active',
    occurredAt: parseTime(body['created_at']),
    conversation: `checkout/${token}`,
    subject: 'Checkout',
    text: linesOf(body['line_items']),
    participants: buyerOf(body, shop, true),
    ...amountOf(body['total_price']),
    ...currencyOf(body),
    link: stringOf(body['abandoned_checkout_url']),
    properties: {
      completedAt: stringOf(body['completed_at']),
      acceptsMarketing: body['buyer_accepts_marketing'] === true ? 'true' : undefined,
      source: stringOf(body['source_name']),
      note: stringOf(body['note']),
    },
  });
}

/** `draft_orders/create`, `update`, `delete`: an offer that staff wrote for a customer. */
export function draftOrder(raw: RawRecord, topic: string, body: Json, shop: Shop): Interaction {
  const id = required(body['id'], 'id');
  const deleted = topic === 'draft_orders/delete';
  return interaction(manifest, raw, {
    ...common(topic, shop),
    objectId: `draft_order/${id}`,
    revision: deleted ? Number.MAX_SAFE_INTEGER : (parseTime(body['updated_at']) ?? 0),
    kind: 'event',
    event: deleted ? 'deleted' : topic === 'draft_orders/create' ? 'draft_created' : 'draft_changed',
    direction: 'outbound',
    state: deleted ? 'deleted' : 'active',
    occurredAt: parseTime(body['created_at']),
    ...(stringOf(body['order_id']) === undefined
      ? {}
      : { conversation: `order/${stringOf(body['order_id']) ?? ''}` }),
    subject: `Draft order ${stringOf(body['name']) ?? id}`,
    text: linesOf(body['line_items']),
    participants: buyerOf(body, shop, false),
    ...amountOf(body['total_price']),
    ...currencyOf(body),
    link: `https://${shop.shop}/admin/draft_orders/${id}`,
    properties: {
      status: stringOf(body['status']),
      order: stringOf(body['order_id']),
      invoiceSentAt: stringOf(body['invoice_sent_at']),
      note: stringOf(body['note']),
    },
  });
}

/** `fulfillments/create`, `update`: what was sent, and where it is. */
export function fulfillment(raw: RawRecord, topic: string, body: Json, shop: Shop): Interaction {
  const id = required(body['id'], 'id');
  const orderId = stringOf(body['order_id']);
  return interaction(manifest, raw, {
    ...common(topic, shop),
    objectId: `fulfillment/${id}`,
    revision: parseTime(body['updated_at']) ?? 0,
    kind: 'status',
    event: stringOf(body['shipment_status']) ?? (topic === 'fulfillments/create' ? 'shipped' : 'changed'),
    direction: 'outbound',
    occurredAt: parseTime(body['created_at']),
    ...(orderId === undefined ? {} : { conversation: `order/${orderId}` }),
    subject: `Shipment ${stringOf(body['name']) ?? id}`,
    text: linesOf(body['line_items']),
    participants: buyerOf({ email: body['email'], shipping_address: body['destination'] }, shop, false),
    link: stringOf(body['tracking_url']),
    properties: {
      status: stringOf(body['status']),
      shipmentStatus: stringOf(body['shipment_status']),
      carrier: stringOf(body['tracking_company']),
      tracking: stringOf(body['tracking_number']),
      order: orderId,
    },
  });
}
