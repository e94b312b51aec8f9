import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'whatsapp',
  name: 'WhatsApp Business Cloud',
  family: 'messaging',
  docs: 'https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview',
  authentication: 'signature',
  captures: [
    'messages of every type, with edits and deletions',
    'what colleagues write in the WhatsApp Business app',
    'delivery status: sent, delivered, read, played, failed',
    'calls',
    'orders and completed flows',
    'marketing preferences as consent',
    'chat history and contacts that the Business app shares',
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
    'Open WhatsApp → Configuration. Paste {url} as Callback URL and the source’s verify token as Verify token; Meta checks both at once.',
    'Under Webhook fields subscribe to messages, user_preferences and calls, and, where colleagues also use the WhatsApp Business app, to smb_message_echoes, smb_app_state_sync and history.',
    'If your app serves several WhatsApp Business accounts, subscribe it to each: POST /{WABA id}/subscribed_apps.',
  ],
};
