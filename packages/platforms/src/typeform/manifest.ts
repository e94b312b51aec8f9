import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'typeform',
  name: 'Typeform',
  family: 'web',
  docs: 'https://www.typeform.com/developers/webhooks/',
  authentication: 'signature',
  captures: [
    'responses with every type of answer, hidden fields, scores, files and payments',
    'partial responses as other',
  ],
  secrets: [],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 1,
  keptHeaders: ['typeform-signature'],
  secretSettings: ['secret', 'apiToken'],
  steps: [
    'In Typeform open the form, then Connect → Webhooks → Add a webhook, and paste {url}',
    'Switch it on, choose “Edit”, and enter the secret of the source’s settings under “Secret”.',
    'Send a test request: it arrives here as a response with made-up answers.',
    'To read earlier responses, create a personal token with the scopes responses:read and forms:read (Account → Personal tokens), and set apiToken and formIds.',
  ],
};
