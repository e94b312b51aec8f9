import type { HttpRequest, Verification } from '../../contract.ts';
import { verifyBodyToken, withBodyToken } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** https://developer.aircall.io/docs/setup-webhooks: no signature, a token at the top of the body. */
export const verify = (request: HttpRequest, settings: Settings): Verification =>
  verifyBodyToken(request, 'token', settings.token);

/** Puts the token into the body, as Aircall does. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest =>
  withBodyToken(request, 'token', settings.token);
