import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'genesys',
  name: 'Genesys Cloud',
  family: 'voice',
  docs: 'https://developer.genesys.cloud/notificationsalerts/notifications/',
  authentication: 'token',
  captures: [
    'calls and callbacks with who took part, duration, wrap-ups and recordings',
    'chats, messages and e-mails with their texts',
    'events of conversations, by WebSocket, EventBridge or webhook',
    'transcription as it is spoken',
  ],
  secrets: [
    { in: 'header', name: 'x-webhook-secret' },
    { in: 'header', name: 'authorization' },
  ],
  identity: 'vendor',
  methods: ['POST', 'PUT'],
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['sharedSecret', 'clientSecret'],
  steps: [
    'In Genesys Cloud open Admin → Integrations → OAuth → Add client, grant type Client Credentials, with a role that may view conversations, conversation details, communications, recordings and routing queues in all divisions.',
    'Copy client id, client secret, your region (mypurecloud.com, mypurecloud.ie, usw2.pure.cloud, …) and the organization id into the source’s settings, and save: the notification channel is opened and kept by itself.',
    'Leave the queues empty for all of them, or enter the ids of those wanted.',
    'For EventBridge send the partner event source’s rule to an API destination {url} whose connection adds the header x-webhook-secret with the shared secret of the settings.',
    'For a webhook out of Architect or Process Automation make a Data Action (Web Services) that posts {"topicName": …, "eventBody": {"conversationId": …}} to {url} with the same header.',
  ],
};
