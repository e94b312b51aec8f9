import type { Sample } from '../contract.ts';

const written = (now: Date): string => now.toISOString().slice(0, 19).replace('T', ' ');

/** Ids follow from the moment, so that each call shows new things. As a webhook module sends them. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const id = Math.floor(now.getTime() / 1000) % 10_000_000;
  const at = written(now);
  const call = (title: string, path: string, body: unknown): Sample => ({
    title,
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return [
    call('A customer changes their account', '/customer', {
      customer: {
        id,
        email: 'ana.silva@example.net',
        firstname: 'Ana',
        lastname: 'Silva',
        created_at: '2026-01-07 09:00:00',
        updated_at: at,
        addresses: [
          { telephone: '+14155550132', city: 'San Francisco', country_id: 'US', default_billing: true },
        ],
        extension_attributes: { is_subscribed: true },
      },
    }),
    call('An order is placed', '/order', {
      order: {
        entity_id: id + 1,
        increment_id: String(id + 1).padStart(9, '0'),
        state: 'new',
        status: 'pending',
        customer_id: id,
        customer_email: 'ana.silva@example.net',
        customer_firstname: 'Ana',
        customer_lastname: 'Silva',
        grand_total: 59.2,
        order_currency_code: 'USD',
        created_at: at,
        updated_at: at,
        items: [{ name: 'Trail running shoes', qty_ordered: 1, price: 59.2 }],
      },
    }),
    call('Somebody leaves the newsletter', '/newsletter_subscriber', {
      subscriber: {
        subscriber_id: id + 2,
        subscriber_email: 'ana.silva@example.net',
        subscriber_status: 3,
        change_status_at: at,
        customer_id: id,
      },
    }),
  ];
}
