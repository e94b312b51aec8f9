import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'zoho-desk',
  name: 'Zoho Desk',
  family: 'tickets',
  docs: 'https://desk.zoho.com/support/WebhookDocument.do',
  authentication: 'path-secret',
  captures: [
    'tickets opened, changed and deleted',
    'threads: e-mails, chats and calls in and out, with attachments',
    'comments, public and private',
    'contacts created, changed and deleted',
    'calls and tasks',
  ],
  secrets: [{ in: 'path' }, { in: 'header', name: 'x-zdesk-jwt' }],
  identity: 'vendor',
  methods: ['POST', 'GET'],
  maxBodyBytes: 4 * 1024 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['pathSecret', 'clientSecret', 'refreshToken'],
  steps: [
    'Webhooks need the Professional edition or higher. In the Zoho API console (api-console.zoho.com) make a “Self Client” and generate a code with the scopes Desk.tickets.READ, Desk.contacts.READ, Desk.search.READ, Desk.basic.READ, Desk.webhooks.CREATE, Desk.webhooks.READ, Desk.webhooks.UPDATE, Desk.webhooks.DELETE; exchange it for a refresh token.',
    'Enter organisation id (Setup → Developer Space → API), client id, client secret and refresh token into the source’s settings, and your data centre’s hosts (desk.zoho.eu, accounts.zoho.eu, …): the webhook is made by itself.',
    'Or make it by hand: Setup → Developer Space → Webhooks → New Webhook, URL {url} (the secret stands at its end), events Ticket, Ticket Thread, Ticket Comment, Contact, Call and Task.',
  ],
};
