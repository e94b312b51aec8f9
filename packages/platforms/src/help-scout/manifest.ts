import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'help-scout',
  name: 'Help Scout',
  family: 'tickets',
  docs: 'https://developer.helpscout.com/webhooks/',
  authentication: 'signature',
  captures: [
    'conversations opened, changed, merged and deleted',
    'threads: customers’ messages, replies, notes, chats and calls, with attachments',
    'customers created, changed and deleted',
    'satisfaction ratings',
  ],
  secrets: [],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 1,
  keptHeaders: ['x-helpscout-event', 'x-helpscout-signature'],
  secretSettings: ['secretKey', 'appSecret'],
  steps: [
    'In Manage → Apps install the “Webhooks” app.',
    'Enter a secret key of your own (also into the source’s settings), the callback URL {url}, payload version “v2”, and all Conversation, Customer and Rating events.',
    'So that long conversations come whole and lost webhooks are caught up, make an OAuth2 app under Your Profile → My Apps (any redirection URL) and copy App ID and App Secret into the source’s settings.',
  ],
};
