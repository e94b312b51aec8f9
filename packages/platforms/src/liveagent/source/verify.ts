import type { HttpRequest, Verification } from '../../contract.ts';
import { signWithSecret, verifySharedSecret } from '../../helpdesk/secret.ts';
import type { Settings } from './settings.ts';

export const verify = (request: HttpRequest, settings: Settings): Verification =>
  verifySharedSecret(request, settings.secret);

/** With the header that the rule is told to send. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest =>
  signWithSecret(request, settings.secret);
