import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'shopify',
  name: 'Shopify',
  family: 'commerce',
  docs: 'https://shopify.dev/docs/apps/build/webhooks/subscribe/https',
  authentication: 'signature',
  captures: [
    'customers created, changed and deleted, with their e-mail and SMS marketing consent',
    'orders placed, paid, fulfilled, cancelled and refunded, with their amounts; shipments',
    'checkouts and draft orders, contact forms by Shopify Flow',
    'privacy requests and every other topic',
  ],
  secrets: [{ in: 'header', name: 'x-flow-secret' }],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 2,
  keptHeaders: [
    'x-shopify-hmac-sha256',
    'x-shopify-topic',
    'x-shopify-shop-domain',
    'x-shopify-api-version',
    'x-shopify-webhook-id',
    'x-shopify-event-id',
    'x-shopify-triggered-at',
    // The newer event webhooks carry the same without the prefix.
    'shopify-hmac-sha256',
    'shopify-topic',
    'shopify-shop-domain',
    'shopify-event-id',
    'shopify-triggered-at',
  ],
  secretSettings: ['clientSecret', 'flowSecret', 'accessToken'],
  steps: [
    'In your Shopify app’s configuration (or Settings → Notifications → Webhooks) add a webhook for each topic: customers/create, update, delete; orders/create, updated, paid, fulfilled, cancelled; refunds/create; checkouts/create, update; draft_orders/create, update; fulfillments/create, update.',
    'Set the URL to {url} and the format to JSON.',
    'Copy the app’s client secret (or the signing secret shown below the webhooks) into the source’s settings.',
    'An app subscribes to customers_email_marketing_consent/update, customers_marketing_consent/update (SMS), app/uninstalled and the three privacy topics as well, at the same URL.',
    'Contact form: Shopify sends it as a mail, which a mail source takes. Or let a Shopify Flow (Send HTTP request, POST, JSON with name, email and message) call {url}/form/contact with the header X-Flow-Secret and the secret of the settings.',
    'For history, give the app read_customers and read_orders, and copy its Admin API access token and the shop’s domain (example.myshopify.com) into the settings.',
  ],
};
