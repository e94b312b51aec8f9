import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'intercom',
  name: 'Intercom',
  family: 'chat',
  docs: 'https://developers.intercom.com/docs/webhooks/webhook-notifications',
  authentication: 'signature',
  captures: [
    'conversations with every part: messages, replies, notes, of people, agents and bots',
    'tickets and their parts',
    'contacts created, changed, merged and deleted',
    'subscriptions and unsubscriptions',
    'events and ratings',
  ],
  secrets: [],
  identity: 'vendor',
  methods: ['POST', 'HEAD'],
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 1,
  keptHeaders: ['x-hub-signature'],
  secretSettings: ['clientSecret', 'accessToken'],
  steps: [
    'In the Developer Hub (app.intercom.com/a/developer-signup) make an app, or open the one you have.',
    'Under Configure → Webhooks enter {url} and choose the topics conversation.*, ticket.*, contact.* and granular.*.',
    'Under Basic information copy the client secret into the source’s settings: it signs the notifications.',
    'So that contacts come with their addresses and lost notifications are caught up, enter the workspace id and the access token (Configure → Authentication) too; a workspace in Europe or Australia has the API at https://api.eu.intercom.io or https://api.au.intercom.io.',
  ],
};
