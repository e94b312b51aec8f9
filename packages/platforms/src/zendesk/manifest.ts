import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'zendesk',
  name: 'Zendesk',
  family: 'tickets',
  docs: 'https://developer.zendesk.com/documentation/webhooks/verifying/',
  authentication: 'signature',
  captures: [
    'tickets created, changed, merged and deleted',
    'public comments and internal notes, with attachments; calls with their recording',
    'users created, changed and deleted',
    'satisfaction ratings',
    'any payload of a trigger or automation',
  ],
  secrets: [{ in: 'header', name: 'authorization' }],
  identity: 'vendor',
  methods: ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'],
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 2,
  keptHeaders: [
    'x-zendesk-webhook-signature',
    'x-zendesk-webhook-signature-timestamp',
    'x-zendesk-account-id',
    'x-zendesk-webhook-id',
    'x-zendesk-webhook-invocation-id',
  ],
  secretSettings: ['signingSecret', 'apiToken'],
  steps: [
    'In Admin Center open Apps and integrations → Webhooks → Create webhook.',
    'Choose “Zendesk events” and the ticket and user events, or “Trigger or automation”; endpoint URL {url}, method POST, format JSON.',
    'After saving choose “Reveal secret” and copy the signing secret into the source’s settings.',
    'For a trigger, send the JSON body that the platform’s page shows: it carries the requester’s e-mail address, which events do not.',
    'So that comments come with their attachments, people with their addresses, and lost deliveries are caught up: in Apps and integrations → APIs → Zendesk API add an API token, and enter it into the source’s settings with the e-mail address of the agent who made it, the subdomain and the account’s number (x-zendesk-account-id of any delivery).',
  ],
};
