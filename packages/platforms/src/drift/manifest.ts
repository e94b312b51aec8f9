import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'drift',
  name: 'Drift',
  family: 'chat',
  docs: 'https://devdocs.drift.com/docs/webhook-events-1',
  authentication: 'token',
  captures: [
    'messages of contacts, agents and bots, edits and deletions',
    'private notes and commands of agents',
    'conversations opened and closed, with their messages',
    'contacts identified and changed',
    'playbook events',
  ],
  secrets: [
    { in: 'header', name: 'x-verification-token' },
    { in: 'body', pointer: '/token' },
  ],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 1,
  keptHeaders: ['x-verification-token'],
  secretSettings: ['verificationToken', 'accessToken'],
  steps: [
    'On dev.drift.com open your app, or build a new one, and under Events enter the request URL {url}.',
    'Subscribe to new_message, new_command_message, new_conversation, conversation_status_updated, contact_identified and contact_updated; the app needs the scopes conversation_read, contact_read and all_contact_read.',
    'Copy the Verification Token from App Credentials into the source’s settings.',
    'Install the app to your organization, and copy its OAuth access token and the organization’s id (orgId) into the source’s settings: they bring conversations whole, contacts and history.',
  ],
};
