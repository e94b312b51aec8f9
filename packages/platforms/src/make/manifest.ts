import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'make',
  name: 'Make',
  family: 'web',
  docs: 'https://apps.make.com/http',
  authentication: 'path-secret',
  captures: ['whatever a scenario sends: messages, forms, calls, orders, records, consent'],
  secrets: [{ in: 'path' }, { in: 'header', name: 'x-throughline-secret' }],
  identity: 'vendor',
  methods: ['POST', 'PUT'],
  maxBodyBytes: 5 * 1024 * 1024,
  reading: 1,
  keptHeaders: ['idempotency-key'],
  secretSettings: ['pathSecret', 'secret'],
  steps: [
    'In the scenario add the module HTTP, Make a request, with {url} as URL and the method POST.',
    'Choose the body type Raw, content type JSON (application/json), and write an object with id (the triggering thing’s own id), type (message, form, call, order, record, consent, …), occurred_at, text and customer {email, phone, name}.',
    'To keep the secret out of the URL set scheme to header, leave the last part of the URL out, and add the header x-throughline-secret.',
    'Run the module once: the delivery appears with what was read of it.',
  ],
};
