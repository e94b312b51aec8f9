import type { HttpRequest, Verification } from '../../contract.ts';
import { verifyPathSecret, withPathSecret } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

export const verify = (request: HttpRequest, settings: Settings): Verification =>
  verifyPathSecret(request, settings.pathSecret);

export const sign = (request: HttpRequest, settings: Settings): HttpRequest =>
  withPathSecret(request, settings.pathSecret);
