import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'teams',
  name: 'Microsoft Teams',
  family: 'messaging',
  docs: 'https://learn.microsoft.com/graph/teams-changenotifications-chatmessage',
  authentication: 'token',
  captures: [
    'messages and replies in channels, with threads',
    'edits',
    'deletions',
    'attachments and quotes',
  ],
  secrets: [{ in: 'body', pointer: '/value/*/clientState' }],
  identity: 'vendor',
  methods: ['POST'],
  // Notifications that bring the message along hold up to 28 KB each, encrypted.
  maxBodyBytes: 4 * 1024 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['clientSecret', 'clientState', 'privateKey'],
  steps: [
    'In the Microsoft Entra admin center open App registrations → New registration, and name the app; it needs no redirect URI.',
    'Copy Application (client) ID and Directory (tenant) ID from its overview into the source’s settings.',
    'Under API permissions add Microsoft Graph → Application permissions → ChannelMessage.Read.All, and grant admin consent.',
    'Under Certificates & secrets create a client secret and copy its value into the source’s settings.',
    'In Teams choose “Get link to channel” of each channel. Enter it as team/channel: the link’s groupId, a slash, and what stands after /channel/, decoded (19:…@thread.tacv2).',
    'Optional, so that messages come with their notifications: make a self-signed RSA certificate (2,048 to 4,096 bits), and enter certificate and private key.',
    'Save: the subscriptions are made for {url} by themselves, and renewed before they lapse.',
  ],
};
