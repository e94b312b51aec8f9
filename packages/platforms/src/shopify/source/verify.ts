import type { HttpRequest, Verification } from '../../contract.ts';
import { equalInConstantTime, header, hmacSignature, refused, verifyHmac } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** https://shopify.dev/docs/apps/build/webhooks/subscribe/https#step-2-validate-the-origin-of-your-webhook */
const scheme = { algorithm: 'sha256', encoding: 'base64' } as const;

/** A header of Shopify's, under its old name or the new one. */
export const shopifyHeader = (request: Pick<HttpRequest, 'headers'>, name: string): string | undefined =>
  header(request, `x-shopify-${name}`) ?? header(request, `shopify-${name}`);

/** The form that a Flow sends stands in the path: `{url}/form/contact`; undefined for webhooks. */
export const formOf = (url: string): string | undefined =>
  /\/webhooks\/[^/?#]+\/[^/?#]+\/form\/([\w.-]{1,100})/.exec(url)?.[1];

export function verify(request: HttpRequest, settings: Settings): Verification {
  const domain = shopifyHeader(request, 'shop-domain');
  const given = shopifyHeader(request, 'hmac-sha256');
  const secret = header(request, 'x-flow-secret');
  // A Flow's secret proves forms alone: it stands readable in the Flow.
  if (given === undefined && secret !== undefined && formOf(request.url) !== undefined) {
    return equalInConstantTime(secret, settings.flowSecret ?? '')
      ? { ok: true, method: 'flow-secret' }
      : refused('secret does not match');
  }
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
