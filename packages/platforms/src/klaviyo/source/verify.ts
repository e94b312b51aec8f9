import type { HttpRequest, Verification } from '../../contract.ts';
import {
  equalInConstantTime,
  header,
  hmacSignature,
  refused,
  textOf,
  verifyHmac,
  withinTolerance,
} from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import type { Settings } from './settings.ts';

/** https://developers.klaviyo.com/en/docs/working_with_system_webhooks: hex HMAC-SHA256 over the body, then the timestamp’s text. */
const scheme = { algorithm: 'sha256', encoding: 'hex' } as const;

/** A time as RFC 9110 writes it, as ISO 8601, or as epoch seconds. */
const timeOf = (text: string): number => (/^\d{1,12}$/.test(text) ? Number(text) * 1000 : Date.parse(text));

export function verify(request: HttpRequest, settings: Settings, now: Date): Verification {
  const signature = header(request, 'klaviyo-signature');
  if (signature === undefined) {
    const given = header(request, 'x-flow-secret') ?? '';
    return equalInConstantTime(given, settings.flowSecret)
      ? { ok: true, method: 'flow-secret' }
      : refused('signature missing');
  }
  const timestamp = header(request, 'klaviyo-timestamp') ?? '';
  if (!withinTolerance(timeOf(timestamp), now, manifest.toleranceSeconds ?? 0))
    return refused('timestamp is missing, too old or too new');
  return verifyHmac(scheme, settings.secret, [request.body, timestamp], signature);
}

/** A system webhook says in its body which webhook it is; a flow’s body is whatever its author wrote. */
const isSystemWebhook = (body: Uint8Array): boolean => textOf(body).includes('"klaviyo_webhook_id"');

/** Signs as Klaviyo does; what a flow sends carries the secret in a header. */
export function sign(request: HttpRequest, settings: Settings, now: Date): HttpRequest {
  const { headers, body } = request;
  if (!isSystemWebhook(body))
    return { ...request, headers: { ...headers, 'x-flow-secret': settings.flowSecret } };
  const timestamp = now.toUTCString();
  return {
    ...request,
    headers: {
      ...headers,
      'klaviyo-timestamp': timestamp,
      'klaviyo-signature': hmacSignature(scheme, settings.secret, [body, timestamp]),
    },
  };
}
