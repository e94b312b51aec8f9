import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'gmail',
  name: 'Gmail',
  family: 'email',
  docs: 'https://developers.google.com/workspace/gmail/api/guides/push',
  authentication: 'token',
  captures: [
    'e-mail received in and sent from a mailbox, whole, with attachments',
    'threads',
    'messages deleted for good',
    'bounces as status',
  ],
  secrets: [{ in: 'path' }, { in: 'header', name: 'authorization' }],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 256 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['pathSecret', 'clientSecret', 'refreshToken'],
  steps: [
    'In a Google Cloud project enable the Gmail API and the Pub/Sub API.',
    'Create a Pub/Sub topic and give gmail-api-push@system.gserviceaccount.com the role “Pub/Sub Publisher” on it; set topicName to projects/<project>/topics/<topic>.',
    'Create a push subscription of the topic with the endpoint {url} (if a pathSecret is set, with /<pathSecret> behind it). Tick “Enable authentication”, choose a service account and an audience, and copy both into the source’s settings (serviceAccount, audience).',
    'Create an OAuth client (type “Web application”), let the mailbox’s owner consent to https://www.googleapis.com/auth/gmail.readonly with offline access, and copy client id, client secret, refresh token and the mailbox’s address into the settings.',
    'Save: the watch is set and renewed daily, and mail is read from then on; the back-fill reads what came before.',
  ],
};
