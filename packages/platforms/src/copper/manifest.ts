import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'copper',
  name: 'Copper',
  family: 'crm',
  docs: 'https://developer.copper.com/webhooks/overview.html',
  authentication: 'token',
  captures: [
    'people, leads, companies, opportunities and projects created, changed and deleted',
    'tasks',
    'activities: notes, calls, meetings and what the system logs (polled)',
  ],
  secrets: [
    { in: 'header', name: 'x-webhook-secret' },
    { in: 'body', pointer: '/secret' },
  ],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 1024 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['secret', 'accessToken'],
  steps: [
    'In Copper open Settings → Integrations → API Keys and generate a key.',
    'Copy it, and the e-mail address of the user that it belongs to, into the source’s settings: Copper tells ids only, and the records are fetched.',
    'The subscriptions are made for you, at {url}, with the secret in a header.',
    'If you connect more than one Copper account, enter each one’s number (GET /developer_api/v1/account) as its account.',
  ],
};
