import type { HttpRequest, Verification } from '../../../../packages/platforms/src/contract.ts';
import { verifyPathSecret, withPathSecret } from '../../../../packages/platforms/src/schemes/index.ts';
import type { Settings } from './settings.ts';

export const verify = (request: HttpRequest, { pathSecret }: Settings): Verification =>
  verifyPathSecret(request, pathSecret);

/** Puts the secret into the path, behind the source's id. */
export const sign = (request: HttpRequest, { pathSecret }: Settings): HttpRequest =>
  withPathSecret(request, pathSecret);
