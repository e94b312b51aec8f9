import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'woocommerce',
  name: 'WooCommerce',
  family: 'commerce',
  docs: 'https://woocommerce.com/document/webhooks/',
  authentication: 'signature',
  captures: [
    'customers created, changed and deleted',
    'orders with their lines, amounts, states and notes of the buyer',
    'products and coupons, and any action that a webhook is set on',
  ],
  secrets: [],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 4 * 1024 * 1024,
  reading: 1,
  keptHeaders: [
    'x-wc-webhook-source',
    'x-wc-webhook-topic',
    'x-wc-webhook-resource',
    'x-wc-webhook-event',
    'x-wc-webhook-signature',
    'x-wc-webhook-id',
    'x-wc-webhook-delivery-id',
  ],
  secretSettings: ['secret', 'consumerKey', 'consumerSecret'],
  steps: [
    'In WordPress open WooCommerce → Settings → Advanced → Webhooks → Add webhook.',
    'Name it, set Status to Active, Delivery URL to {url}, API version to “WP REST API Integration v3”.',
    'Enter the secret of the source’s settings as Secret and save. Make one webhook each for the topics Customer created, updated and deleted, and Order created, updated, deleted and restored.',
    'For history and what a webhook missed, open Advanced → REST API → Add key with the permission Read, and copy consumer key, consumer secret and the shop’s address into the settings.',
  ],
};
