import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'twilio',
  name: 'Twilio SMS',
  family: 'messaging',
  docs: 'https://www.twilio.com/docs/messaging/guides/webhook-request',
  authentication: 'signature',
  captures: [
    'SMS, MMS, WhatsApp, RCS and Messenger messages received',
    'delivery status of messages sent',
    'opt-out and opt-in as consent',
    'messages sent, and those of the past, by the account’s list',
  ],
  secrets: [],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 256 * 1024,
  reading: 2,
  keptHeaders: ['x-twilio-signature', 'i-twilio-idempotency-token'],
  secretSettings: ['authToken'],
  steps: [
    'In the Twilio Console open Phone Numbers → Manage → Active numbers and choose your number.',
    'Under “Messaging Configuration”, set “A message comes in” to Webhook, HTTP POST, {url}',
    'Copy the Auth Token of the account from the Console’s home page into the source’s settings.',
    'Copy the Account SID beside it as well, so that messages that you send and those of the past are read.',
    'For delivery states, set the Status Callback URL of your messages or Messaging Service to the same URL.',
  ],
};
