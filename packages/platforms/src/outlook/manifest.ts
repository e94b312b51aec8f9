import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'outlook',
  name: 'Outlook 365 mail',
  family: 'email',
  docs: 'https://learn.microsoft.com/graph/outlook-change-notifications-overview',
  authentication: 'token',
  captures: [
    'e-mail received and sent in shared or personal mailboxes, with threads',
    'attachments, listed',
    'deletions',
  ],
  secrets: [{ in: 'body', pointer: '/value/*/clientState' }],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 1024 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['clientSecret', 'clientState'],
  steps: [
    'In the Microsoft Entra admin center open App registrations → New registration, and name the app; it needs no redirect URI.',
    'Copy Application (client) ID and Directory (tenant) ID from its overview into the source’s settings.',
    'Under API permissions add Microsoft Graph → Application permissions → Mail.Read, and grant admin consent.',
    'Under Certificates & secrets create a client secret and copy its value into the source’s settings.',
    'Enter the mailboxes by address. To let the app see these alone, an Exchange administrator restricts it with an application access policy or RBAC for Applications.',
    'Save: the subscriptions are made for {url} by themselves, and renewed before they lapse.',
  ],
};
