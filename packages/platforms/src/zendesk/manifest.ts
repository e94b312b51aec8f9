import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'zendesk',
  name: 'Zendesk',
  family: 'tickets',
  docs: 'https://developer.zendesk.com/documentation/webhooks/verifying/',
  authentication: 'signature',
  captures: [
    'tickets created and changed',
    'public comments and internal notes',
    'any payload of a trigger or automation',
  ],
  secrets: [{ in: 'header', name: 'authorization' }],
  identity: 'vendor',
  methods: ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'],
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 1,
  keptHeaders: [
    'x-zendesk-webhook-signature',
    'x-zendesk-webhook-signature-timestamp',
    'x-zendesk-account-id',
    'x-zendesk-webhook-id',
    'x-zendesk-webhook-invocation-id',
  ],
  secretSettings: ['signingSecret'],
  steps: [
    'In Admin Center open Apps and integrations → Webhooks → Create webhook.',
    'Choose “Zendesk events” and the ticket events, or “Trigger or automation”; endpoint URL {url}, method POST, format JSON.',
    'After saving choose “Reveal secret” and copy the signing secret into the source’s settings.',
    'For a trigger, send the JSON body that the platform’s page shows: it carries the requester’s e-mail address, which events do not.',
  ],
};
