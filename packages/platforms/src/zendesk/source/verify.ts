import type { HttpRequest, Verification } from '../../contract.ts';
import { header, hmacSignature, refused, verifyHmac } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/**
 * https://developer.zendesk.com/documentation/webhooks/verifying/: base64 HMAC-SHA256 over timestamp and body, with nothing
 * between. Zendesk documents no tolerance, and retries keep the first timestamp, so none is enforced.
 */
const scheme = { algorithm: 'sha256', encoding: 'base64' } as const;

export function verify(request: HttpRequest, settings: Settings): Verification {
  const timestamp = header(request, 'x-zendesk-webhook-signature-timestamp');
  if (timestamp === undefined || timestamp === '') return refused('timestamp missing');
  const given = header(request, 'x-zendesk-webhook-signature');
  return verifyHmac(scheme, settings.signingSecret, [timestamp, request.body], given);
}

/** Signs as Zendesk does. */
export function sign(request: HttpRequest, settings: Settings, now: Date): HttpRequest {
  const timestamp = now.toISOString();
  return {
    ...request,
    headers: {
      ...request.headers,
      'x-zendesk-webhook-signature-timestamp': timestamp,
      'x-zendesk-webhook-signature': hmacSignature(scheme, settings.signingSecret, [timestamp, request.body]),
    },
  };
}
