import type { HttpRequest, Reply, Verification } from '../../contract.ts';
import { verifyPathSecret, withPathSecret } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

export const verify = (request: HttpRequest, settings: Settings): Verification =>
  verifyPathSecret(request, settings.pathSecret);

/** Mailchimp asks for the URL with GET when a webhook is saved, and takes any other answer than 200 for a wrong URL. */
export const handshake = (request: HttpRequest, settings: Settings): Reply | undefined =>
  request.method === 'GET' ? { status: verify(request, settings).ok ? 200 : 401 } : undefined;

export const sign = (request: HttpRequest, settings: Settings): HttpRequest =>
  withPathSecret(request, settings.pathSecret);
