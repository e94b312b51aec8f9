import type { Sample } from '../contract.ts';

const headers = (topic: string, now: Date) => ({
  'content-type': 'application/json',
  'x-shopify-topic': topic,
  'x-shopify-shop-domain': 'example-shop.myshopify.com',
  'x-shopify-api-version': '2026-10',
  'x-shopify-event-id': `event-${topic}-${now.getTime()}`,
  'x-shopify-triggered-at': now.toISOString(),
});

const customer = (now: Date) => ({
  id: 7_064_055_069,
  email: 'ana.silva@example.net',
  verified_email: true,
  phone: '+14155550132',
  first_name: 'Ana',
  last_name: 'Silva',
  tags: 'returning',
  orders_count: 2,
  total_spent: '118.40',
  updated_at: now.toISOString(),
  email_marketing_consent: { state: 'subscribed', opt_in_level: 'confirmed_opt_in' },
  default_address: { city: 'San Francisco', country_code: 'US', company: null },
});

export const samples = (now: Date): ReadonlyArray<Sample> => [
  {
    title: 'A customer record changes',
    method: 'POST',
    path: '',
    headers: headers('customers/update', now),
    body: JSON.stringify(customer(now)),
  },
  {
    title: 'An order is placed',
    method: 'POST',
    path: '',
    headers: headers('orders/create', now),
    body: JSON.stringify({
      id: Math.floor(now.getTime() / 1000),
      name: '#1042',
      email: 'ana.silva@example.net',
      created_at: now.toISOString(),
      updated_at: now.toISOString(),
      total_price: '59.20',
      currency: 'USD',
      financial_status: 'paid',
      customer: customer(now),
      line_items: [{ title: 'Trail running shoes', quantity: 1, price: '59.20' }],
    }),
  },
  {
    title: 'An order is cancelled',
    method: 'POST',
    path: '',
    headers: headers('orders/cancelled', now),
    body: JSON.stringify({
      id: Math.floor(now.getTime() / 1000) + 1,
      name: '#1043',
      created_at: now.toISOString(),
      updated_at: now.toISOString(),
      cancelled_at: now.toISOString(),
      cancel_reason: 'customer',
      total_price: '18.00',
      currency: 'USD',
      customer: customer(now),
      line_items: [{ title: 'Running socks', quantity: 3, price: '6.00' }],
    }),
  },
  {
    title: 'A checkout is left',
    method: 'POST',
    path: '',
    headers: headers('checkouts/update', now),
    body: JSON.stringify({
      id: Math.floor(now.getTime() / 1000) + 2,
      token: `checkout${now.getTime()}`,
      email: 'ana.silva@example.net',
      created_at: now.toISOString(),
      updated_at: now.toISOString(),
      completed_at: null,
      abandoned_checkout_url: 'https://example-shop.myshopify.com/checkouts/recover',
      total_price: '74.00',
      currency: 'USD',
      line_items: [{ title: 'Rain jacket', quantity: 1 }],
    }),
  },
  {
    title: 'A customer unsubscribes from e-mail',
    method: 'POST',
    path: '',
    headers: headers('customers_email_marketing_consent/update', now),
    body: JSON.stringify({
      customer_id: 7_064_055_069,
      email_address: 'ana.silva@example.net',
      email_marketing_consent: {
        state: 'unsubscribed',
        opt_in_level: 'single_opt_in',
        consent_updated_at: now.toISOString(),
      },
    }),
  },
];
