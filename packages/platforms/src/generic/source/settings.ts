import { z } from 'zod';
import { newSecret, newStandardWebhookSecret, standardWebhookKey } from '../../schemes/index.ts';
import { compileMapping } from './mapping/compile.ts';

/** Names and templates as a person writes them; a mistake is told before the source is saved, not by the first delivery. */
const mapping = z.record(z.string(), z.string()).superRefine((templates, issues) => {
  for (const { field, reason } of compileMapping(templates).problems)
    issues.addIssue({ code: 'custom', path: [field], message: `${field}: ${reason}` });
});

const headerName = z.string().regex(/^[a-z0-9-]{1,60}$/, 'a header’s name in lower case');

/** What every source has whose deliveries a mapping reads. */
export const readingSettings = {
  /** Names the system that sends: part of every id, so two systems need two names, and a reconnected one its old name. */
  account: z.string().trim().min(1).max(100),
  /** By the content type where it is left out. */
  format: z.enum(['json', 'form']).optional(),
  /** Where the list of things lies in a JSON body: `data.events`. A body that is a list needs none. */
  items: z
    .string()
    .regex(/^[^.]{1,60}(?:\.[^.]{1,60}){0,9}$/, 'names with dots between them')
    .optional(),
  mapping: mapping.optional(),
  /** Raise it when the mapping changes and what came before is to be read anew. */
  mappingVersion: z.int().min(1).max(999).default(1),
  /** Whether what the system says of a person is proven: a system of record is, a form that anybody fills in is not. */
  trusted: z.boolean().default(false),
};

const shape = z.object({
  ...readingSettings,
  scheme: z
    .enum(['standard-webhooks', 'hmac', 'header', 'bearer', 'basic', 'path'])
    .default('standard-webhooks'),
  /** `whsec_…` of Standard Webhooks; the key of the HMAC; the value of the header; the bearer token. */
  secret: z.string().min(8).optional(),
  /** Stands in the URL, and counts with the scheme `path` alone. */
  pathSecret: z.string().min(16).optional(),
  username: z
    .string()
    .regex(/^[^:]{1,100}$/, 'without a colon')
    .optional(),
  password: z.string().min(8).optional(),
  /** Header that carries the secret (scheme `header`). */
  secretHeader: headerName.default('x-webhook-secret'),
  /** The rest describes the scheme `hmac`. */
  signatureHeader: headerName.default('x-signature'),
  signatureAlgorithm: z.enum(['sha256', 'sha1']).default('sha256'),
  signatureEncoding: z.enum(['hex', 'base64']).default('hex'),
  /** What stands before the signature: `sha256=`. */
  signaturePrefix: z.string().max(40).default(''),
  /** What is signed: `{body}`, or `{timestamp}.{body}`, or `v0:{timestamp}:{body}`. */
  signedContent: z.string().max(200).default('{body}'),
  /** Header with the time that is signed, in epoch seconds or milliseconds or ISO 8601. */
  timestampHeader: headerName.optional(),
  toleranceSeconds: z.int().min(1).max(86_400).default(300),
});

export type Settings = z.infer<typeof shape>;

/** What each scheme cannot be without. */
function lacks(settings: Settings): ReadonlyArray<readonly [keyof Settings, string]> {
  const { scheme, secret, signedContent } = settings;
  const needs = (field: keyof Settings): ReadonlyArray<readonly [keyof Settings, string]> =>
    settings[field] === undefined ? [[field, `needed by the scheme ${scheme}`]] : [];
  if (scheme === 'path') return needs('pathSecret');
  if (scheme === 'basic') return [...needs('username'), ...needs('password')];
  if (scheme === 'standard-webhooks' && standardWebhookKey(secret ?? '') === undefined)
    return [['secret', 'whsec_ and at least 16 bytes in base64']];
  if (scheme === 'hmac') {
    const timed = signedContent.includes('{timestamp}');
    return [
      ...needs('secret'),
      ...(signedContent.split('{body}').length === 2
        ? []
        : [['signedContent', 'has {body} in it once'] as const]),
      ...(timed ? needs('timestampHeader') : []),
    ];
  }
  return needs('secret');
}

export const settings = shape.superRefine((values, issues) => {
  for (const [field, message] of lacks(values)) issues.addIssue({ code: 'custom', path: [field], message });
});

export const generateSettings = (): Settings =>
  settings.parse({
    account: 'generic',
    scheme: 'standard-webhooks',
    secret: newStandardWebhookSecret(),
    pathSecret: newSecret(24),
  });
