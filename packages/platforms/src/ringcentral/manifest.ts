import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'ringcentral',
  name: 'RingCentral',
  family: 'voice',
  docs: 'https://developers.ringcentral.com/guide/notifications/webhooks/creating-webhooks',
  authentication: 'token',
  captures: [
    'calls with their legs, duration, result and recording; missed calls',
    'SMS, MMS, faxes, voicemail and pager messages, in and out, changed and deleted',
    'high-volume SMS and opt-outs from it',
  ],
  secrets: [
    { in: 'header', name: 'verification-token' },
    { in: 'header', name: 'validation-token' },
  ],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 1024 * 1024,
  reading: 1,
  keptHeaders: ['verification-token'],
  secretSettings: ['verificationToken', 'clientSecret', 'jwt'],
  steps: [
    'In the RingCentral Developer Console create a REST API app with JWT auth flow and the permissions Webhook Subscriptions, Read Messages, Read Call Log, Call Control and Read Accounts.',
    'Under Credentials create a JWT for the app, as a user who may read the account’s call log, and copy client id, client secret and JWT into the source’s settings.',
    'Copy the account id into the source’s settings, and the ids of the extensions whose messages are wanted; ~ is the user’s own.',
    'Save: the subscription to {url} is made, kept alive and made anew by itself.',
  ],
};
