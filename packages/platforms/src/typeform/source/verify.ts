import type { HttpRequest, Verification } from '../../contract.ts';
import { header, hmacSignature, verifyHmac } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** https://www.typeform.com/developers/webhooks/secure-your-webhooks/: base64 HMAC-SHA256 over the body. */
const scheme = { algorithm: 'sha256', encoding: 'base64', prefix: 'sha256=' } as const;

export const verify = (request: HttpRequest, settings: Settings): Verification =>
  verifyHmac(scheme, settings.secret, [request.body], header(request, 'typeform-signature'));

/** Signs as Typeform does. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest => ({
  ...request,
  headers: {
    ...request.headers,
    'typeform-signature': hmacSignature(scheme, settings.secret, [request.body]),
  },
});
