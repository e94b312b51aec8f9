import type { HttpRequest, Verification } from '../../contract.ts';
import { equalInConstantTime, refused } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';
import { triggerOf } from './trigger.ts';

export const verify = (request: HttpRequest, settings: Settings): Verification =>
  equalInConstantTime(triggerOf(request).secret, settings.pathSecret)
    ? { ok: true }
    : refused('the secret in the path does not match');

/** Puts the secret into the path, behind the source's id; the URL that the console shows has it there already. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest =>
  verify(request, settings).ok
    ? request
    : {
        ...request,
        url: request.url.replace(/(\/webhooks\/[^/?#]+\/[^/?#]+)/, `$1/${settings.pathSecret}`),
      };
