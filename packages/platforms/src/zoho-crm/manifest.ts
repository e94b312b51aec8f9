import type { Manifest } from '../contract.ts';
import { SECRET_HEADER } from './source/settings.ts';

export const manifest: Manifest = {
  id: 'zoho-crm',
  name: 'Zoho CRM',
  family: 'crm',
  docs: 'https://www.zoho.com/crm/developer/docs/api/v8/notifications/overview.html',
  authentication: 'token',
  captures: [
    'contacts, leads, accounts and deals created, changed and deleted',
    'cases',
    'calls, meetings, tasks and notes',
    'workflow webhooks',
  ],
  secrets: [{ in: 'body', pointer: '/token' }, { in: 'path' }, { in: 'header', name: SECRET_HEADER }],
  identity: 'vendor',
  methods: ['POST', 'GET', 'PUT'],
  maxBodyBytes: 1024 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['token', 'clientSecret', 'refreshToken'],
  steps: [
    'In the API console (https://api-console.zoho.com, or that of your data centre) create a self client and note its id and secret.',
    'Generate a code with the scopes ZohoCRM.modules.READ,ZohoCRM.notifications.ALL,ZohoCRM.coql.READ,ZohoCRM.settings.fields.READ and exchange it for a refresh token.',
    'Copy client id, secret and refresh token into the source’s settings with the data centre and the organisation’s id (Setup → Company Details → zgid): the notification channels are then made and renewed by themselves.',
    'Without the API: Setup → Automation → Actions → Webhooks → Configure Webhook, URL {url}/<the token of the source>, method POST, with the module parameters that the page of this platform names, in a workflow rule.',
  ],
};
