import type { HttpRequest, Verification } from '../../contract.ts';
import { header, hmacSignature, refused, verifyHmac } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** https://shopify.dev/docs/apps/build/webhooks/subscribe/https#step-2-validate-the-origin-of-your-webhook */
const scheme = { algorithm: 'sha256', encoding: 'base64' } as const;

/** A header of Shopify's, under its old name or the new one. */
export const shopifyHeader = (request: Pick<HttpRequest, 'headers'>, name: string): string | undefined =>
  header(request, `x-shopify-${name}`) ?? header(request, `shopify-${name}`);

export function verify(request: HttpRequest, settings: Settings): Verification {
  const domain = shopifyHeader(request, 'shop-domain');
  const given = shopifyHeader(request, 'hmac-sha256');
  const verified = verifyHmac(scheme, settings.clientSecret, [request.body], given);
  if (verified.ok && settings.shopDomain !== undefined && domain !== settings.shopDomain) {
    return refused('delivery is of another shop');
  }
  return verified;
}

/** Signs as Shopify does. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest => ({
  ...request,
  headers: {
    ...request.headers,
    'x-shopify-hmac-sha256': hmacSignature(scheme, settings.clientSecret, [request.body]),
  },
});
