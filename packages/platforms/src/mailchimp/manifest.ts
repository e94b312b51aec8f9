import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'mailchimp',
  name: 'Mailchimp',
  family: 'email',
  docs: 'https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/',
  authentication: 'path-secret',
  captures: [
    'subscribed and unsubscribed contacts as consent',
    'changed profiles and addresses as records',
    'cleaned addresses',
    'campaigns that were sent',
  ],
  secrets: [{ in: 'path' }],
  identity: 'content',
  methods: ['POST'],
  maxBodyBytes: 512 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['pathSecret'],
  steps: [
    'In Mailchimp open Audience → Settings → Webhooks → Create new webhook.',
    'Enter {url} with a slash and the pathSecret of the source’s settings behind it; Mailchimp asks for the URL with GET when you save.',
    'Tick all events, and whose changes are told: subscribers, account admins and the API.',
    'Repeat it for each audience.',
  ],
};
