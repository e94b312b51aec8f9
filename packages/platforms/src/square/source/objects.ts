import { arrayOf, objectOf, parseTime, stringOf, type Json, type Told } from '../../reading/index.ts';
import { buyerOf, consentsOf, customerOf, type Whose } from './people.ts';

/** An object of Square's, as a webhook or the API gives it, in our words. */
type Reader = (object: Json, whose: Whose) => Partial<Told> & Pick<Told, 'kind' | 'direction'>;

const DASHBOARD = 'https://app.squareup.com/dashboard';

const digits = new Map<string, number>();

/** Square counts in the smallest unit of the currency: cents, but whole yen. */
export function moneyOf(money: unknown): { amount?: number; currency?: string } {
  const { amount, currency } = objectOf(money);
  const code = stringOf(currency)?.toUpperCase();
  if (typeof amount !== 'number' || code === undefined || !/^[A-Z]{3}$/.test(code)) return {};
  let places = digits.get(code);
  if (places === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency: code });
    places = format.resolvedOptions().maximumFractionDigits ?? 2;
    digits.set(code, places);
  }
  return { amount: amount / 10 ** places, currency: code };
}

const customer: Reader = (object, whose) => ({
  kind: 'record',
  direction: 'none',
  occurredAt: parseTime(object['updated_at']) ?? parseTime(object['created_at']),
  participants: [customerOf(object, whose)],
  consents: consentsOf(object),
  link: `${DASHBOARD}/customers/directory/customer/${stringOf(object['id']) ?? ''}`,
  properties: {
    creationSource: stringOf(object['creation_source']),
    version: stringOf(object['version']),
    groups: arrayOf(object['group_ids']).map(stringOf).filter(Boolean).join(', '),
  },
});

const order: Reader = (object, whose) => {
  const fulfillment = objectOf(arrayOf(object['fulfillments'])[0]);
  const details = objectOf(
    fulfillment['pickup_details'] ?? fulfillment['shipment_details'] ?? fulfillment['delivery_details'],
  );
  const lines = arrayOf(object['line_items']).map(objectOf);
  return {
    kind: 'order',
    direction: 'inbound',
    occurredAt: parseTime(object['created_at']),
    conversation: `order/${stringOf(object['id']) ?? ''}`,
    subject: `Order ${stringOf(object['ticket_name']) ?? stringOf(object['reference_id']) ?? stringOf(object['id']) ?? ''}`,
    text: lines
      .map((line) => `${stringOf(line['quantity']) ?? '1'} × ${stringOf(line['name']) ?? '?'}`)
      .join('\n'),
    participants: buyerOf(object['customer_id'], objectOf(details['recipient']), whose),
    ...moneyOf(object['total_money']),
    link: `${DASHBOARD}/orders/overview/${stringOf(object['id']) ?? ''}`,
    properties: {
      state: stringOf(object['state']),
      location: stringOf(object['location_id']),
      source: stringOf(objectOf(object['source'])['name']),
      fulfillment: stringOf(fulfillment['type']),
      fulfillmentState: stringOf(fulfillment['state']),
      note: stringOf(details['note']),
    },
  };
};

const payment: Reader = (object, whose) => {
  const contact = {
    email_address: object['buyer_email_address'],
    given_name: objectOf(object['billing_address'])['first_name'],
    family_name: objectOf(object['billing_address'])['last_name'],
  };
  const orderId = stringOf(object['order_id']);
  return {
    kind: 'event',
    direction: 'inbound',
    occurredAt: parseTime(object['created_at']),
    ...(orderId === undefined ? {} : { conversation: `order/${orderId}` }),
    subject: `Payment ${stringOf(object['receipt_number']) ?? stringOf(object['id']) ?? ''}`,
    text: object['note'],
    participants: buyerOf(object['customer_id'], contact, whose),
    ...moneyOf(object['total_money'] ?? object['amount_money']),
    link: stringOf(object['receipt_url']),
    properties: {
      status: stringOf(object['status']),
      source: stringOf(object['source_type']),
      order: orderId,
      location: stringOf(object['location_id']),
    },
  };
};

const refund: Reader = (object) => {
  const orderId = stringOf(object['order_id']);
  return {
    kind: 'event',
    direction: 'outbound',
    occurredAt: parseTime(object['created_at']),
    ...(orderId === undefined ? {} : { conversation: `order/${orderId}` }),
    subject: `Refund ${stringOf(object['id']) ?? ''}`,
    text: object['reason'],
    ...moneyOf(object['amount_money']),
    properties: {
      status: stringOf(object['status']),
      payment: stringOf(object['payment_id']),
      order: orderId,
    },
  };
};

const booking: Reader = (object, whose) => {
  const segment = objectOf(arrayOf(object['appointment_segments'])[0]);
  const minutes = segment['duration_minutes'];
  return {
    kind: 'booking',
    direction: 'inbound',
    occurredAt: parseTime(object['created_at']),
    conversation: `booking/${stringOf(object['id']) ?? ''}`,
    subject: `Booking for ${stringOf(object['start_at']) ?? 'an open time'}`,
    text: object['customer_note'],
    participants: buyerOf(object['customer_id'], {}, whose),
    link: `${DASHBOARD}/appointments`,
    properties: {
      status: stringOf(object['status']),
      startAt: stringOf(object['start_at']),
      minutes: stringOf(minutes),
      teamMember: stringOf(segment['team_member_id']),
      location: stringOf(object['location_id']),
      sellerNote: stringOf(object['seller_note']),
    },
  };
};

const invoice: Reader = (object, whose) => {
  const recipient = objectOf(object['primary_recipient']);
  const request = objectOf(arrayOf(object['payment_requests'])[0]);
  const orderId = stringOf(object['order_id']);
  return {
    kind: 'invoice',
    direction: 'outbound',
    occurredAt: parseTime(object['created_at']),
    ...(orderId === undefined ? {} : { conversation: `order/${orderId}` }),
    subject: object['title'] ?? `Invoice ${stringOf(object['invoice_number']) ?? ''}`,
    text: object['description'],
    // The company wrote it: the customer only receives it.
    participants: buyerOf(undefined, recipient, whose).map((one) => ({ ...one, author: false })),
    ...moneyOf(request['computed_amount_money'] ?? object['next_payment_amount_money']),
    link: stringOf(object['public_url']),
    properties: {
      status: stringOf(object['status']),
      number: stringOf(object['invoice_number']),
      dueDate: stringOf(request['due_date']),
      delivery: stringOf(object['delivery_method']),
      order: orderId,
    },
  };
};

export const readers: Readonly<Record<string, Reader>> = {
  customer,
  order,
  payment,
  refund,
  booking,
  invoice,
};
