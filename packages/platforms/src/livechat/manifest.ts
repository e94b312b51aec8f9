import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'livechat',
  name: 'LiveChat',
  family: 'chat',
  docs: 'https://platform.text.com/docs/management/webhooks/v3.5',
  authentication: 'token',
  captures: [
    'chats with their transcript, when they end and as they are written',
    'pre-chat and post-chat forms, files, rich messages, notes among agents',
    'ratings, transfers, tags, agents who join and leave',
    'customers and their session fields',
  ],
  secrets: [{ in: 'body', pointer: '/secret_key' }],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['secretKey', 'personalAccessToken'],
  steps: [
    'In the Developer Console (platform.text.com/console) create an app, and under Building blocks add Chat webhooks: target URL {url}, API version 3.5 or later, and the secret key of the source’s settings.',
    'Choose the triggers incoming_chat, incoming_event, event_updated, chat_deactivated, chat_transferred, thread_properties_updated, thread_tagged, user_added_to_chat, user_removed_from_chat and incoming_customer, then install the app.',
    'For transcripts and history create a personal access token under Tools → Personal Access Tokens with the scope chats--all:ro, and copy account id, token and organization id into the source’s settings.',
  ],
};
