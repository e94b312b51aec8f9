import { expect, test } from 'vitest';
import { newStandardWebhookSecret } from '../../schemes/index.ts';
import { settings as schema } from './settings.ts';

test.each([
  ['a scheme without its secret', { scheme: 'bearer' }, 'secret'],
  ['a Standard Webhooks secret that is no base64', { secret: 'whsec_!!!' }, 'secret'],
  ['HTTP Basic without a password', { scheme: 'basic', username: 'u' }, 'password'],
  [
    'a signed time without its header',
    { scheme: 'hmac', secret: 'x'.repeat(8), signedContent: '{timestamp}{body}' },
    'timestampHeader',
  ],
  [
    'a signature that leaves the body out',
    { scheme: 'hmac', secret: 'x'.repeat(8), signedContent: 'none' },
    'signedContent',
  ],
  [
    'a field that is none',
    { secret: newStandardWebhookSecret(), mapping: { objectID: '{{ item.id }}' } },
    'mapping',
  ],
  [
    'an identifier that has a field of its own',
    { secret: newStandardWebhookSecret(), mapping: { 'identifiers.email': 'x' } },
    'mapping',
  ],
  [
    'a template that cannot be parsed',
    { secret: newStandardWebhookSecret(), mapping: { text: '{{ item.text' } },
    'mapping',
  ],
  [
    'a filter that is none',
    { secret: newStandardWebhookSecret(), mapping: { text: '{{ item.text | shell }}' } },
    'mapping',
  ],
  ['lots', { secret: newStandardWebhookSecret(), mapping: { text: '{{ item.list | sample }}' } }, 'mapping'],
  [
    'a file',
    { secret: newStandardWebhookSecret(), mapping: { text: '{% include "/etc/passwd" %}' } },
    'mapping',
  ],
  [
    'a template that is too long',
    { secret: newStandardWebhookSecret(), mapping: { text: 'x'.repeat(4_001) } },
    'mapping',
  ],
])('the settings refuse %s', (_, values, field) => {
  const parsed = schema.safeParse({ account: 'shop', ...values });
  expect(parsed.error?.issues.map((issue) => issue.path[0])).toContain(field);
});
