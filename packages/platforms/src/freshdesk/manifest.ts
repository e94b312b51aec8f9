import type { Manifest } from '../contract.ts';
import { secretPlaces } from '../helpdesk/secret.ts';

export const manifest: Manifest = {
  id: 'freshdesk',
  name: 'Freshdesk',
  family: 'tickets',
  docs: 'https://support.freshdesk.com/support/solutions/articles/132589-using-webhooks-in-automation-rules',
  authentication: 'token',
  captures: ['tickets opened, changed and deleted', 'replies and notes, with attachments', 'requesters'],
  secrets: secretPlaces,
  identity: 'vendor',
  methods: ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'],
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['secret', 'apiKey'],
  steps: [
    'In Admin → Workflows → Automations make one rule for “Ticket Creation” and one for “Ticket Updates” (events: status, priority, agent, group is changed; reply is sent; note is added; ticket is deleted).',
    'As the rule’s action choose “Trigger Webhook”, request type POST, URL {url}, encoding JSON, and the custom header {"x-webhook-secret": "…"} with the source’s secret.',
    'Choose the “Simple” content and tick every field, the latest public and private comment and “Triggered event” among them.',
    'So that replies and notes come whole, enter the account’s domain (example.freshdesk.com) and the API key of an agent (Profile settings → View API key) into the source’s settings.',
  ],
};
