import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'sendgrid',
  name: 'Twilio SendGrid',
  family: 'email',
  docs: 'https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook',
  // Both webhooks can be signed on top of it: then the signature is demanded as well.
  authentication: 'path-secret',
  captures: [
    'e-mail received by Inbound Parse, parsed or as raw MIME, with attachments',
    'processed, delivered, deferred, bounced, dropped, opened, clicked',
    'unsubscribes, resubscribes and spam reports as consent',
  ],
  secrets: [{ in: 'path' }],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 30 * 1024 * 1024,
  reading: 1,
  keptHeaders: ['x-twilio-email-event-webhook-signature', 'x-twilio-email-event-webhook-timestamp'],
  secretSettings: ['pathSecret', 'testPrivateKey'],
  steps: [
    'For received e-mail open Settings → Inbound Parse → Add Host & URL, choose the host whose MX record is mx.sendgrid.net, and paste {url} as Destination URL. “POST the raw, full MIME message” may be on or off.',
    'To have received e-mail signed, create a security policy (POST /v3/user/webhooks/security/policies with signature.enabled), attach it to the host, and put its public key into the source’s settings as parsePublicKey.',
    'For events open Settings → Mail Settings → Event Webhooks → Create new webhook, paste {url} as Post URL and choose the events.',
    'Under “Security features” switch Signed Event Webhook on, save, and copy the Verification Key into the source’s settings as eventPublicKey.',
  ],
};
