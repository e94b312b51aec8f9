import type { HttpRequest, Reply, Verification } from '../../contract.ts';
import { header, hmacSignature, textOf, verifyHmac } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks: over the raw body; no time is signed. */
const scheme = { algorithm: 'sha256', encoding: 'base64' } as const;

export const verify = (request: HttpRequest, settings: Settings): Verification =>
  verifyHmac(scheme, settings.secret, [request.body], header(request, 'x-wc-webhook-signature'));

/** A webhook that is saved as active asks whether somebody is there, with a form of its id alone and without a topic. */
export function handshake(request: HttpRequest): Reply | undefined {
  const isPing =
    request.method === 'POST' &&
    request.body.byteLength <= 40 &&
    header(request, 'x-wc-webhook-topic') === undefined &&
    /^webhook_id=\d{1,20}$/.test(textOf(request.body));
  return isPing ? { status: 200 } : undefined;
}

/** Signs as WooCommerce does. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest => ({
  ...request,
  headers: {
    ...request.headers,
    'x-wc-webhook-signature': hmacSignature(scheme, settings.secret, [request.body]),
  },
});
