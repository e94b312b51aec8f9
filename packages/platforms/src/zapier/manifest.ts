import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'zapier',
  name: 'Zapier',
  family: 'web',
  docs: 'https://help.zapier.com/hc/en-us/articles/8496326446989-Send-webhooks-in-Zaps',
  authentication: 'path-secret',
  captures: ['whatever a Zap sends: messages, forms, calls, orders, records, consent'],
  secrets: [{ in: 'path' }, { in: 'header', name: 'x-throughline-secret' }],
  identity: 'vendor',
  methods: ['POST', 'PUT'],
  maxBodyBytes: 5 * 1024 * 1024,
  reading: 1,
  keptHeaders: ['idempotency-key'],
  secretSettings: ['pathSecret', 'secret'],
  steps: [
    'In the Zap add the action Webhooks by Zapier, event POST, and enter {url} as URL.',
    'Choose the payload type Json and fill in Data: id (the triggering thing’s own id), type (message, form, call, order, record, consent, …), occurred_at, text, customer_email, customer_phone, customer_name, …',
    'To keep the secret out of the URL set scheme to header, leave the last part of the URL out, and add the header x-throughline-secret.',
    'Test the step: the delivery appears with what was read of it.',
  ],
};
