import type { Sample } from '../contract.ts';

const seconds = (time: number): string => new Date(time).toISOString().slice(0, 19);

/** Ids follow from the moment, so that each call shows new things. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const at = seconds(now.getTime());
  const number = Math.floor(now.getTime() / 1000) % 1_000_000;
  const delivery = (title: string, topic: string, body: unknown): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: {
      'content-type': 'application/json',
      'x-wc-webhook-source': 'https://shop.example.com/',
      'x-wc-webhook-topic': topic,
      'x-wc-webhook-resource': topic.split('.')[0] ?? '',
      'x-wc-webhook-event': topic.split('.')[1] ?? '',
      'x-wc-webhook-id': '7',
      'x-wc-webhook-delivery-id': `${number}${topic.length}`,
    },
    body: JSON.stringify(body),
  });
  const billing = {
    first_name: 'Ana',
    last_name: 'Silva',
    company: '',
    city: 'San Francisco',
    country: 'US',
    email: 'ana.silva@example.net',
    phone: '+1 415 555 0132',
  };
  return [
    delivery('A customer registers', 'customer.created', {
      id: number,
      date_created: at,
      date_created_gmt: at,
      date_modified: at,
      date_modified_gmt: at,
      email: 'ana.silva@example.net',
      first_name: 'Ana',
      last_name: 'Silva',
      role: 'customer',
      username: 'ana.silva',
      billing,
    }),
    delivery('An order is placed', 'order.created', {
      id: number + 1,
      number: String(number + 1),
      status: 'processing',
      currency: 'USD',
      date_created_gmt: at,
      date_modified_gmt: at,
      total: '59.20',
      customer_id: number,
      customer_note: 'Please leave it at the door.',
      billing,
      payment_method_title: 'Credit card',
      line_items: [{ id: 1, name: 'Trail running shoes', quantity: 1, total: '59.20' }],
    }),
    delivery('An order is deleted', 'order.deleted', { id: number + 2 }),
  ];
}
