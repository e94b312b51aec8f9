import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'close',
  name: 'Close',
  family: 'crm',
  docs: 'https://developer.close.com/api/resources/webhooks',
  authentication: 'signature',
  captures: [
    'leads, contacts and opportunities created, changed and deleted',
    'e-mails, calls, SMS and WhatsApp messages, meetings and notes',
    'status changes, tasks, form submissions and unsubscribed addresses',
  ],
  secrets: [{ in: 'path' }],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 4 * 1024 * 1024,
  reading: 1,
  keptHeaders: ['close-sig-hash', 'close-sig-timestamp'],
  secretSettings: ['signatureKey', 'pathSecret', 'apiKey'],
  steps: [
    'In Close open Settings → Developer → API Keys, create a key and copy it into the source’s settings.',
    'Set a path secret as well, and the subscription is made for you: it is told by the secret in its URL, because Close shows a subscription’s signature key only to whoever makes it.',
    'Or make the subscription yourself: Settings → Developer → Webhooks (or POST /api/v1/webhook/), URL {url}, all events of leads, contacts, activities, opportunities and tasks; copy the signature key into the settings.',
    'With the API key the event log is read as well, so that nothing is lost while a webhook was away.',
  ],
};
