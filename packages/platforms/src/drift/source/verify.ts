import type { HttpRequest, Verification } from '../../contract.ts';
import {
  accepted,
  equalInConstantTime,
  header,
  refused,
  verifyBodyToken,
  withBodyToken,
} from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

const HEADER = 'x-verification-token';

/** https://devdocs.drift.com/docs/webhook-events-1#verification-token: in a header and in the body; older apps in the body alone. */
export function verify(request: HttpRequest, settings: Settings): Verification {
  const given = header(request, HEADER);
  if (given === undefined) return verifyBodyToken(request, 'token', settings.verificationToken);
  return equalInConstantTime(given, settings.verificationToken) ? accepted : refused('token does not match');
}

/** Puts the token into header and body, as Drift does. */
export function sign(request: HttpRequest, settings: Settings): HttpRequest {
  const signed = withBodyToken(request, 'token', settings.verificationToken);
  return { ...signed, headers: { ...signed.headers, [HEADER]: settings.verificationToken } };
}
