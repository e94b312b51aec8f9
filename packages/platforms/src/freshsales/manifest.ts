import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'freshsales',
  name: 'Freshsales',
  family: 'crm',
  docs: 'https://crmsupport.freshworks.com/support/solutions/articles/50000003770-how-to-use-webhooks-in-workflows-',
  authentication: 'path-secret',
  captures: [
    'contacts, accounts and deals created, changed and deleted',
    'sales activities, tasks, appointments and notes',
    'any other payload of a workflow',
  ],
  secrets: [{ in: 'path' }, { in: 'header', name: 'x-webhook-secret' }],
  identity: 'vendor',
  methods: ['POST', 'PUT', 'GET'],
  maxBodyBytes: 1024 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['pathSecret', 'apiKey'],
  steps: [
    'In Freshsales open Admin Settings → Workflows → Create workflow for each module: Contacts, Accounts, Deals, and Sales activities, Tasks, Appointments where you use them.',
    'Let it run on records created or updated, without conditions, and add the action Trigger webhook: POST, JSON, {url}/contact/created or {url}/contact/updated (likewise account, deal, activity, task, appointment).',
    'As the content, insert the placeholder of the record’s ID under the name id: { "id": "…" }. Without an API key add the fields as well: first_name, last_name, email, mobile_number, updated_at.',
    'The secret stands in the URL. If you would rather send it as a header, leave it out of the URL and add the custom header X-Webhook-Secret.',
    'For whole records and history: open your profile → Settings → API settings, copy the API key and the address (https://….myfreshworks.com/crm/sales) into the source’s settings.',
  ],
};
