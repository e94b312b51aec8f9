import type { HttpRequest, Verification } from '../../contract.ts';
import { header, hmacSignature, refused, verifyHmac, withinTolerance } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import type { Settings } from './settings.ts';

/** What the script in the README computes: base64 HMAC-SHA256 over the time in milliseconds, a full stop and the body. */
const scheme = { algorithm: 'sha256', encoding: 'base64', prefix: 'sha256=' } as const;

export function verify(request: HttpRequest, settings: Settings, now: Date): Verification {
  const timestamp = header(request, 'x-throughline-timestamp') ?? '';
  if (!/^\d{1,15}$/.test(timestamp)) return refused('timestamp missing');
  if (!withinTolerance(Number(timestamp), now, manifest.toleranceSeconds ?? 0))
    return refused('timestamp is too old or too new');
  const parts = [`${timestamp}.`, request.body];
  return verifyHmac(scheme, settings.pushSecret, parts, header(request, 'x-throughline-signature'));
}

/** Signs as the script does. */
export function sign(request: HttpRequest, settings: Settings, now: Date): HttpRequest {
  const timestamp = String(now.getTime());
  return {
    ...request,
    headers: {
      ...request.headers,
      'x-throughline-timestamp': timestamp,
      'x-throughline-signature': hmacSignature(scheme, settings.pushSecret, [`${timestamp}.`, request.body]),
    },
  };
}
