import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'messenger',
  name: 'Facebook Messenger',
  family: 'messaging',
  docs: 'https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks',
  authentication: 'signature',
  captures: [
    'messages in both directions, with attachments, edits and replies',
    'buttons (postbacks) and quick replies',
    'reactions and referrals',
    'delivered and read',
    'opt-ins to marketing messages as consent',
  ],
  secrets: [],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 3 * 1024 * 1024,
  reading: 1,
  keptHeaders: ['x-hub-signature-256'],
  secretSettings: ['appSecret', 'verifyToken'],
  steps: [
    'At developers.facebook.com open your app and copy App settings → Basic → App secret into the source’s settings.',
    'Open Messenger → Settings → Webhooks. Paste {url} as Callback URL and the source’s verify token as Verify token; Meta checks both at once.',
    'Subscribe to messages, message_echoes, message_edits, message_reactions, message_deliveries, message_reads, messaging_postbacks, messaging_referrals and messaging_optins.',
    'Add your Facebook Page under “Access tokens” and subscribe it to the same fields.',
  ],
};
