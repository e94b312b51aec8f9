import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'slack',
  name: 'Slack',
  family: 'messaging',
  docs: 'https://docs.slack.dev/apis/events-api/',
  authentication: 'signature',
  captures: [
    'messages in channels and direct messages, with threads, files, edits and deletions',
    'what apps and bots write',
    'reactions',
    'slash commands, buttons, modals and shortcuts',
    'members and their profiles',
  ],
  // The deprecated verification token: Slack still sends it in every body.
  secrets: [{ in: 'body', pointer: '/token' }],
  identity: 'vendor',
  methods: ['POST'],
  toleranceSeconds: 300,
  maxBodyBytes: 1024 * 1024,
  reading: 2,
  keptHeaders: [
    'x-slack-signature',
    'x-slack-request-timestamp',
    'x-slack-retry-num',
    'x-slack-retry-reason',
  ],
  secretSettings: ['signingSecret'],
  steps: [
    'Create or open your app at Slack’s “Your Apps” page and copy “Signing Secret” (Basic Information) into the source’s settings.',
    'Under Event Subscriptions switch events on and paste {url} as Request URL; Slack checks it at once.',
    'Subscribe to the bot events message.channels, message.groups, message.im and message.mpim, and, where you want them, reaction_added, reaction_removed, team_join and user_change (with the scopes users:read and users:read.email for e-mail addresses), and save.',
    'For buttons, modals and shortcuts switch on Interactivity & Shortcuts and paste {url} there as well; for slash commands it is each command’s Request URL.',
    'Reinstall the app and invite it to the channels that customers write in.',
  ],
};
