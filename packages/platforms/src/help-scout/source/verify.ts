import type { HttpRequest, Verification } from '../../contract.ts';
import { header, hmacSignature, verifyHmac } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** https://developer.helpscout.com/webhooks/#verifying: base64 HMAC-SHA1 over the body. No time is signed. */
const scheme = { algorithm: 'sha1', encoding: 'base64' } as const;

export const verify = (request: HttpRequest, settings: Settings): Verification =>
  verifyHmac(scheme, settings.secretKey, [request.body], header(request, 'x-helpscout-signature'));

/** Signs as Help Scout does. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest => ({
  ...request,
  headers: {
    ...request.headers,
    'x-helpscout-signature': hmacSignature(scheme, settings.secretKey, [request.body]),
  },
});
