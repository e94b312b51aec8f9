import type { HttpRequest, Verification } from '../contract.ts';
import { header, hmacSignature, verifyHmac } from '../schemes/index.ts';
import type { MetaSettings } from './settings.ts';

/**
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads: hex HMAC-SHA256 over the bytes as
 * sent, in which Meta escapes every non-ASCII character; a body that was parsed and written anew would not verify.
 */
const scheme = { algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=' } as const;

const HEADER = 'x-hub-signature-256';

export const verify = (request: HttpRequest, { appSecret }: MetaSettings): Verification =>
  verifyHmac(scheme, appSecret, [request.body], header(request, HEADER));

/** Signs as Meta does. */
export const sign = (request: HttpRequest, { appSecret }: MetaSettings): HttpRequest => ({
  ...request,
  headers: { ...request.headers, [HEADER]: hmacSignature(scheme, appSecret, [request.body]) },
});
