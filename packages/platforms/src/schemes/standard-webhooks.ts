import { createHmac, randomBytes } from 'node:crypto';
import type { HttpRequest, Verification } from '../contract.ts';
import { equalInConstantTime } from './compare.ts';
import { accepted, refused, withinTolerance } from './hmac.ts';
import { header } from './request.ts';

/**
 * Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks, spec): HMAC-SHA256 over `<id>.<timestamp>.<body>`, the key is
 * the base64 behind `whsec_`. Its elder brother's header names (`svix-…`) carry the same and are still sent.
 */

const PREFIX = 'whsec_';
const FAMILIES = ['webhook', 'svix'] as const;
/** The tolerance of the reference libraries. */
export const STANDARD_TOLERANCE_SECONDS = 300;
const LEAST_KEY_BYTES = 16;

const withoutPadding = (text: string): string => text.replace(/=+$/, '');

/** The key in a secret; undefined where it is no base64 or too short to protect anything. */
export function standardWebhookKey(secret: string): Buffer | undefined {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  const key = Buffer.from(text, 'base64');
  // Node reads over what is no base64: only the exact encoding counts.
  const exact = withoutPadding(key.toString('base64')) === withoutPadding(text);
  return exact && key.length >= LEAST_KEY_BYTES ? key : undefined;
}

/** A fresh secret of the length that the specification recommends. */
export const newStandardWebhookSecret = (): string => PREFIX + randomBytes(32).toString('base64');

/** The value of `webhook-signature`. @param timestamp as the header carries it: epoch seconds */
export const standardWebhookSignature = (
  key: Uint8Array,
  id: string,
  timestamp: string,
  body: Uint8Array,
): string => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;

/** The id that the sender gives a delivery: the same when it tries again. */
export const standardWebhookId = (request: Pick<HttpRequest, 'headers'>): string | undefined =>
  FAMILIES.map((family) => header(request, `${family}-id`)).find((id) => id !== undefined && id !== '');

/** Any of the signatures in the header may match: a sender that changes its key signs with both. */
export function verifyStandardWebhook(
  request: Pick<HttpRequest, 'headers' | 'body'>,
  secret: string,
  now: Date,
  toleranceSeconds = STANDARD_TOLERANCE_SECONDS,
): Verification {
  const key = standardWebhookKey(secret);
  if (key === undefined) return refused('no secret is set');
  const family = FAMILIES.find((name) => header(request, `${name}-signature`) !== undefined) ?? 'webhook';
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map(
    (part) => header(request, `${family}-${part}`) ?? '',
  ) as [string, string, string];
  if (id === '' || signatures === '') return refused('signature missing');
  if (!/^\d{1,12}$/.test(timestamp)) return refused('timestamp missing');
  if (!withinTolerance(Number(timestamp) * 1000, now, toleranceSeconds)) return refused('stale');
  const expected = standardWebhookSignature(key, id, timestamp, request.body);
  return signatures.split(' ').some((given) => equalInConstantTime(given, expected))
    ? accepted
    : refused('signature does not match');
}
