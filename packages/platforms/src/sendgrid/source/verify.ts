import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { HttpRequest, Verification } from '../../contract.ts';
import {
  ecdsaSignature,
  header,
  isJson,
  verifyEcdsa,
  verifyPathSecret,
  withPathSecret,
} from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/**
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features: ECDSA over the
 * timestamp and the bytes as sent, line ends included. SendGrid's own libraries allow any age, and how old a repeated delivery's
 * signature is, nobody says; so no tolerance is held.
 */
const SIGNATURE = 'x-twilio-email-event-webhook-signature';
const TIMESTAMP = 'x-twilio-email-event-webhook-timestamp';

const publicKeys = new Map<string, string>();

/** The public half of the key for test deliveries; none where it is no key. */
function testPublicKey(privateKey: string): string | undefined {
  const known = publicKeys.get(privateKey);
  if (known !== undefined) return known;
  try {
    const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
    const text = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
    if (publicKeys.size >= 200) publicKeys.clear();
    publicKeys.set(privateKey, text);
    return text;
  } catch {
    return undefined;
  }
}

export function verify(request: HttpRequest, settings: Settings): Verification {
  const path = verifyPathSecret(request, settings.pathSecret);
  if (!path.ok) return path;
  const vendorKey = isJson(request) ? settings.eventPublicKey : settings.parsePublicKey;
  if (vendorKey === undefined) return { ok: true, method: 'path-secret' };
  const testKey = settings.testPrivateKey === undefined ? undefined : testPublicKey(settings.testPrivateKey);
  const keys = [vendorKey, ...(testKey === undefined ? [] : [testKey])];
  const parts = [header(request, TIMESTAMP) ?? '', request.body];
  const signed = verifyEcdsa(keys, parts, header(request, SIGNATURE));
  return signed.ok ? { ok: true, method: 'ecdsa' } : signed;
}

/** Puts the secret into the path, and signs with the key for test deliveries where SendGrid would sign. */
export function sign(request: HttpRequest, settings: Settings, now: Date): HttpRequest {
  const withSecret = withPathSecret(request, settings.pathSecret);
  const vendorKey = isJson(request) ? settings.eventPublicKey : settings.parsePublicKey;
  if (vendorKey === undefined || settings.testPrivateKey === undefined) return withSecret;
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = ecdsaSignature(settings.testPrivateKey, [timestamp, request.body]);
  return {
    ...withSecret,
    headers: { ...withSecret.headers, [TIMESTAMP]: timestamp, [SIGNATURE]: signature },
  };
}
