import type { Manifest } from '../../../packages/platforms/src/contract.ts';

export const manifest: Manifest = {
  id: 'example-vendor',
  name: 'Example Vendor',
  family: 'messaging',
  docs: 'https://developers.example.com/webhooks',
  authentication: 'signature',
  captures: ['messages'],
  secrets: [],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 1024 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['secret'],
  steps: ['At the vendor add a webhook with the URL {url}.', 'Give it the secret of the source’s settings.'],
};
