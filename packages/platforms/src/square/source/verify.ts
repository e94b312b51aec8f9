import type { HttpRequest, Verification } from '../../contract.ts';
import { header, hmacSignature, verifyHmac } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** https://developer.squareup.com/docs/webhooks/step3validate: over the notification URL, then the raw body. No time is signed. */
const scheme = { algorithm: 'sha256', encoding: 'base64' } as const;

const signed = (request: HttpRequest, settings: Settings) => [
  settings.notificationUrl ?? request.url,
  request.body,
];

export const verify = (request: HttpRequest, settings: Settings): Verification =>
  verifyHmac(
    scheme,
    settings.signatureKey,
    signed(request, settings),
    header(request, 'x-square-hmacsha256-signature'),
  );

/** Signs as Square does. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest => ({
  ...request,
  headers: {
    ...request.headers,
    'x-square-hmacsha256-signature': hmacSignature(scheme, settings.signatureKey, signed(request, settings)),
  },
});
