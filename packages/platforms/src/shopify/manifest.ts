import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'shopify',
  name: 'Shopify',
  family: 'commerce',
  docs: 'https://shopify.dev/docs/apps/build/webhooks/subscribe/https',
  authentication: 'signature',
  captures: ['customers created, changed and deleted', 'orders with their amounts', 'privacy requests'],
  secrets: [],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 1,
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
  secretSettings: ['clientSecret'],
  steps: [
    'In your Shopify app’s configuration (or Settings → Notifications → Webhooks) add a webhook for each topic: customers/create, customers/update, orders/create, orders/updated.',
    'Set the URL to {url} and the format to JSON.',
    'Copy the app’s client secret (or the signing secret shown below the webhooks) into the source’s settings.',
  ],
};
