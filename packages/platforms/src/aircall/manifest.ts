import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'aircall',
  name: 'Aircall',
  family: 'voice',
  docs: 'https://developer.aircall.io/docs/webhooks-overview',
  authentication: 'token',
  captures: [
    'calls with duration, recording, voicemail, tags and comments',
    'SMS, MMS and WhatsApp messages, their status',
    'contacts created, changed, deleted',
    'transcriptions, summaries and what else Conversation Intelligence tells',
  ],
  secrets: [{ in: 'body', pointer: '/token' }],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['token', 'apiToken'],
  steps: [
    'In the Aircall Dashboard open Integrations & API → Webhook → Install; enter {url} and choose the call, message, contact and number events.',
    'Copy the token that Aircall shows for the webhook into the source’s settings: it stands in the body of every delivery.',
    'For recordings and history open Integrations & API → API Keys, add a key, and copy API ID and API token into the source’s settings.',
  ],
};
