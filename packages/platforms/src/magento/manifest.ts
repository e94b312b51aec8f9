import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'magento',
  name: 'Magento / Adobe Commerce',
  family: 'commerce',
  docs: 'https://developer.adobe.com/commerce/extensibility/',
  authentication: 'signature',
  captures: [
    'customers created, changed and deleted, with their newsletter subscription',
    'orders with their lines and amounts, invoices, shipments and credit memos',
    'newsletter subscribers as consent, and every other event',
  ],
  secrets: [],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 1,
  keptHeaders: [
    'x-adobe-event-code',
    'x-adobe-event-id',
    'x-adobe-delivery-id',
    'x-adobe-provider',
    'x-adobe-digital-signature-1',
    'x-adobe-digital-signature-2',
    'x-adobe-public-key1-path',
    'x-adobe-public-key2-path',
    'x-adobe-commerce-webhook-signature',
    'x-webhook-signature',
  ],
  secretSettings: ['moduleSecret', 'accessToken'],
  steps: [
    'Adobe I/O Events (recommended): in the Adobe Developer Console add the event provider of your Commerce instance to a project, choose the customer and order events, and a webhook at {url}. Copy the project’s client ID into the settings, with the public keys that Adobe publishes at static.adobeioevents.com.',
    'Or Adobe Commerce webhooks: System → Webhooks → add a hook of type after for observer.customer_save_commit_after at {url}/customer, for observer.sales_order_save_commit_after at {url}/order, with all fields that you want told, as optional (not required). Turn Digital Signature on in Stores → Configuration → Adobe Services → Webhooks and copy the public key into the settings.',
    'Or a webhook module (Magento Open Source): let it POST JSON to {url}/customer and {url}/order with an HMAC-SHA256 of the body by the module secret of the settings, in the header X-Webhook-Signature.',
    'For history: System → Integrations → Add with Customers and Sales → Orders, activate, and copy the access token and the shop’s address into the settings.',
  ],
};
