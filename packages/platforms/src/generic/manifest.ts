import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'generic',
  name: 'Any other system (JSON or form)',
  family: 'web',
  docs: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  authentication: 'signature',
  captures: ['whatever a system posts as JSON or as a form, as your mapping reads it'],
  secrets: [{ in: 'path' }, { in: 'header', name: 'authorization' }],
  identity: 'vendor',
  methods: ['POST', 'PUT'],
  toleranceSeconds: 300,
  maxBodyBytes: 1024 * 1024,
  reading: 1,
  keptHeaders: ['webhook-id', 'webhook-timestamp', 'svix-id', 'idempotency-key'],
  secretSettings: ['secret', 'pathSecret', 'password'],
  steps: [
    'Give the sending system a name of its own in `account`: it is part of every id.',
    'Let the system POST to {url}. The last part of the URL is a secret of its own, which counts with the scheme `path` alone and may be left out otherwise.',
    'Choose how it proves itself in `scheme`: Standard Webhooks (copy the secret, whsec_…, into the system), an HMAC, a secret header, a bearer token, HTTP Basic, or the path.',
    'Describe in `mapping` what its fields mean; without one the field names of the README are understood.',
    'Try the mapping on a delivery that has come in, and correct it.',
  ],
};
