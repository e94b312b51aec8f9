import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'klaviyo',
  name: 'Klaviyo',
  family: 'email',
  docs: 'https://developers.klaviyo.com/en/docs/working_with_system_webhooks',
  authentication: 'signature',
  captures: [
    'e-mail, SMS and push events: received, opened, clicked, bounced',
    'SMS that customers send, reviews',
    'consent granted and denied',
    'orders and every other metric of the account',
    'what flow webhooks send',
    'profiles',
  ],
  secrets: [{ in: 'header', name: 'x-flow-secret' }],
  identity: 'vendor',
  methods: ['POST'],
  // See README: the signed time may be hours off, and whether retries are signed anew is not documented.
  toleranceSeconds: 24 * 60 * 60,
  maxBodyBytes: 8 * 1024 * 1024,
  reading: 1,
  keptHeaders: ['klaviyo-signature', 'klaviyo-timestamp', 'klaviyo-webhook-id', 'x-klaviyo-account'],
  secretSettings: ['secret', 'flowSecret', 'apiKey'],
  steps: [
    'System webhooks (Advanced KDP accounts and app partners): open Integrations → Developers → Webhooks → Create webhook, enter {url} and the secret of the source’s settings, and choose the topics.',
    'Any other account: add the action “Webhook” to a flow, enter {url}, a header X-Flow-Secret with the flowSecret of the settings, and the JSON of this platform’s README as body.',
    'To read events of the past and profiles, create a private API key with read access to accounts, events, metrics and profiles (Settings → API keys), and set apiKey.',
  ],
};
