import type { HttpRequest, Verification } from '../../../../packages/platforms/src/contract.ts';
import {
  header,
  hmacSignature,
  verifyHmac,
  type HmacScheme,
} from '../../../../packages/platforms/src/schemes/index.ts';
import type { Settings } from './settings.ts';

const SCHEME: HmacScheme = { algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=' };
const SIGNATURE = 'x-signature';

/** The HMAC of the raw body stands in a header. */
export const verify = (request: HttpRequest, { secret }: Settings): Verification =>
  verifyHmac(SCHEME, secret, [request.body], header(request, SIGNATURE));

export const sign = (request: HttpRequest, { secret }: Settings): HttpRequest => ({
  ...request,
  headers: { ...request.headers, [SIGNATURE]: hmacSignature(SCHEME, secret, [request.body]) },
});
