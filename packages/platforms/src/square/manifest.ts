import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'square',
  name: 'Square',
  family: 'commerce',
  docs: 'https://developer.squareup.com/docs/webhooks/step3validate',
  authentication: 'signature',
  captures: [
    'customers created, changed, merged and deleted, with what they unsubscribed from',
    'orders with their lines and amounts (fetched)',
    'payments, refunds, bookings and invoices',
  ],
  secrets: [],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 1024 * 1024,
  reading: 1,
  keptHeaders: [
    'x-square-hmacsha256-signature',
    'square-environment',
    'square-initial-delivery-timestamp',
    'square-retry-number',
    'square-retry-reason',
  ],
  secretSettings: ['signatureKey', 'accessToken'],
  steps: [
    'In the Square Developer Console open your application, then Webhooks → Subscriptions → Add subscription.',
    'Set the notification URL to {url}, choose the API version and the events customer.*, order.*, payment.*, refund.*, booking.* and invoice.*.',
    'Save, choose “Show” beside the signature key and copy it into the source’s settings.',
    'For orders and history, copy the access token (Credentials, or of an OAuth seller) into the settings; it needs CUSTOMERS_READ, ORDERS_READ, PAYMENTS_READ and MERCHANT_PROFILE_READ.',
    'If Square knows this URL under another name (a proxy, another host), enter that as the notification URL: Square signs it.',
  ],
};
