import type { HttpRequest, Verification } from '../../contract.ts';
import { equalInConstantTime, header, refused } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';
import { triggerOf } from './trigger.ts';

/** The secret in the path, or in a header where one was added to the workflow's webhook. */
export function verify(request: HttpRequest, settings: Settings): Verification {
  const given = header(request, 'x-webhook-secret') ?? triggerOf(request).secret;
  return equalInConstantTime(given, settings.pathSecret)
    ? { ok: true }
    : refused('the secret in path or header does not match');
}

/** Puts the secret into the path, behind the source's id; the URL that the console shows has it there already. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest =>
  verify(request, settings).ok
    ? request
    : {
        ...request,
        url: request.url.replace(/(\/webhooks\/[^/?#]+\/[^/?#]+)/, `$1/${settings.pathSecret}`),
      };
