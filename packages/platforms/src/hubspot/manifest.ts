import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'hubspot',
  name: 'HubSpot',
  family: 'crm',
  docs: 'https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide',
  authentication: 'signature',
  captures: [
    'contacts, companies and deals created, changed, merged and deleted',
    'tickets, notes, calls, e-mails, messages, meetings and tasks',
    'messages of the conversations inbox',
    'workflow webhooks',
  ],
  secrets: [],
  identity: 'vendor',
  methods: ['POST', 'GET'],
  toleranceSeconds: 300,
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 1,
  keptHeaders: [
    'x-hubspot-signature-v3',
    'x-hubspot-request-timestamp',
    'x-hubspot-signature',
    'x-hubspot-signature-version',
  ],
  secretSettings: ['clientSecret', 'accessToken', 'refreshToken'],
  steps: [
    'In HubSpot open Settings → Integrations → Private apps (or your app in the developer account) → Webhooks.',
    'Set the target URL to {url} and subscribe to created, changed, merged, deleted and deleted for privacy of contacts, companies, deals and tickets, and to the conversations’ events.',
    'Copy the app’s client secret, which signs the deliveries, into the source’s settings, and the Hub ID from the account menu.',
    'Copy the app’s access token too, with the read scopes of the objects: events only name what changed, and the object is read by the API.',
    'A workflow’s “Send a webhook” action goes to the same URL: choose POST and “Include request signature in header”, with the app’s id.',
  ],
};
