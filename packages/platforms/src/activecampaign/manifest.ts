import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'activecampaign',
  name: 'ActiveCampaign',
  family: 'crm',
  docs: 'https://developers.activecampaign.com/page/webhooks',
  authentication: 'path-secret',
  captures: [
    'contacts added, changed and tagged',
    'subscriptions and unsubscriptions, by e-mail and SMS, as consent',
    'opens, clicks, forwards, bounces',
    'replies to campaigns and SMS',
    'notes, tasks and deals',
  ],
  secrets: [{ in: 'path' }],
  identity: 'content',
  methods: ['POST'],
  maxBodyBytes: 512 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['pathSecret'],
  steps: [
    'In ActiveCampaign open Settings → Developer → Manage webhooks → Add.',
    'Enter {url} with a slash and the pathSecret of the source’s settings behind it; it has to be https on port 443.',
    'Choose the events, and whose actions are told: public, admin, API and system.',
    'Set account to the first part of your account’s URL (acme in acme.activehosted.com): it is part of every id.',
  ],
};
