import type { HttpRequest, Verification } from '../../contract.ts';
import { verifyBodyToken, withBodyToken } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** https://platform.text.com/docs/management/webhooks/v3.5: `secret_key` at the top of the body, and nothing else. */
export const verify = (request: HttpRequest, settings: Settings): Verification =>
  verifyBodyToken(request, 'secret_key', settings.secretKey);

/** Puts the secret key into the body, as LiveChat does. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest =>
  withBodyToken(request, 'secret_key', settings.secretKey);
