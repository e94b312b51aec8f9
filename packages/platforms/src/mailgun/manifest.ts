import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'mailgun',
  name: 'Mailgun',
  family: 'email',
  docs: 'https://documentation.mailgun.com/docs/mailgun/user-manual/tracking-messages/#securing-webhooks',
  authentication: 'signature',
  captures: [
    'e-mail received through routes, with attachments',
    'delivered, opened, clicked, failed',
    'complaints and unsubscribes as consent',
  ],
  secrets: [],
  identity: 'vendor',
  methods: ['POST'],
  // Mailgun retries for eight hours; whether it signs anew is not documented, so the whole span is allowed.
  toleranceSeconds: 9 * 60 * 60,
  maxBodyBytes: 30 * 1024 * 1024,
  reading: 2,
  keptHeaders: [],
  secretSettings: ['webhookSigningKey'],
  steps: [
    'In Mailgun open Send → Receiving → Create route and choose which recipients it is for.',
    'Tick “Forward” and paste {url} (or {url}/mime to hand over the whole MIME message).',
    'Copy the HTTP webhook signing key (Settings → API security) into the source’s settings.',
    'For delivery events add {url} under Send → Webhooks.',
  ],
};
