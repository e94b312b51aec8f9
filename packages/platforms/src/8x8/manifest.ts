import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: '8x8',
  name: '8x8 Contact Center CRM',
  family: 'tickets',
  docs: 'https://docs.8x8.com/8x8WebHelp/VCC/configuration-manager-general/content/integrationcrmtriggerstab.htm',
  authentication: 'path-secret',
  captures: ['customers, cases, follow-ups and tasks that an agent creates, edits or deletes'],
  secrets: [{ in: 'path' }],
  identity: 'vendor',
  methods: ['GET'],
  maxBodyBytes: 64 * 1024,
  reading: 2,
  keptHeaders: [],
  secretSettings: ['pathSecret', 'password'],
  steps: [
    'In Configuration Manager open Integration → CRM Triggers.',
    'Enter one URL for each object and event: {url}/customer/created, {url}/customer/edited, {url}/customer/deleted, and the same for case, followup (created, deleted) and task.',
    'Open Integration → CRM API, enable access with the Get right, and copy user name and password into the source’s settings, with the tenant and the URL of your cluster.',
    'To fill in and compare history, set listByDate, and watch the first back-fill: the API’s guide does not show the filter that it uses.',
  ],
};
