import type { HttpRequest, Reply, Verification } from '../../contract.ts';
import { header, hmacSignature, verifyHmac } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** https://developers.intercom.com/docs/webhooks/webhook-notifications: hex HMAC-SHA1 over the body by the app's client secret. */
const scheme = { algorithm: 'sha1', encoding: 'hex', prefix: 'sha1=' } as const;

export const verify = (request: HttpRequest, settings: Settings): Verification =>
  verifyHmac(scheme, settings.clientSecret, [request.body], header(request, 'x-hub-signature'));

/** Intercom asks by HEAD whether the URL is there before it takes it. */
export const handshake = (request: HttpRequest): Reply | undefined =>
  request.method === 'HEAD' ? { status: 200 } : undefined;

/** Signs as Intercom does. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest => ({
  ...request,
  headers: {
    ...request.headers,
    'x-hub-signature': hmacSignature(scheme, settings.clientSecret, [request.body]),
  },
});
