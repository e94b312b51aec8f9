import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'pipedrive',
  name: 'Pipedrive',
  family: 'crm',
  docs: 'https://pipedrive.readme.io/docs/guide-for-webhooks-v2',
  authentication: 'basic',
  captures: [
    'persons, organisations, deals and leads created, changed, merged and deleted',
    'activities: calls, meetings and tasks',
    'notes',
  ],
  secrets: [{ in: 'header', name: 'authorization' }],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 1024 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['password', 'apiToken', 'clientSecret', 'refreshToken'],
  steps: [
    'In Pipedrive open Personal preferences → API and copy the token of an administrator into the source’s settings, with the company’s id and its address (https://example.pipedrive.com) as API address: the webhooks are then made, and made again when Pipedrive drops them.',
    'Without the API: Settings → Tools and apps → Webhooks → Create new webhook, version 2, every action of person, organization, deal, lead, activity and note, endpoint URL {url}.',
    'Enter the HTTP auth username and password of the source’s settings, and an administrator as the user whose rights count.',
  ],
};
