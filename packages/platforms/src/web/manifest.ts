import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'web',
  name: 'First-party events and forms',
  family: 'web',
  docs: 'README.md',
  authentication: 'write-key',
  captures: ['events of your own pages, apps and servers', 'who a visitor is', 'consent', 'forms'],
  secrets: [
    { in: 'header', name: 'authorization' },
    { in: 'query', name: 'writeKey' },
    { in: 'body', pointer: '/writeKey' },
  ],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 512 * 1024,
  reading: 1,
  keptHeaders: ['origin', 'referer', 'accept-language'],
  secretSettings: ['writeKey', 'serverKey', 'userIdSecret'],
  steps: [
    'From a browser: POST /v1/track with the write key as user name of HTTP Basic, or `writeKey` in the body or query.',
    'From a server: the same with the server key, which is trusted: keep it off your pages.',
    'Forms: POST JSON or an HTML form to /v1/forms/<form id>?writeKey=….',
  ],
};
