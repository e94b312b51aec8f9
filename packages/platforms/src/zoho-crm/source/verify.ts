import type { HttpRequest, Verification } from '../../contract.ts';
import {
  accepted,
  equalInConstantTime,
  header,
  isJson,
  refused,
  verifyPathSecret,
  withPathSecret,
} from '../../schemes/index.ts';
import { jsonObjectOf, withBodyToken } from '../../schemes/body-token.ts';
import { stringOf } from '../../reading/index.ts';
import { SECRET_HEADER, type Settings } from './settings.ts';

const isNotification = (request: HttpRequest): boolean =>
  isJson(request) && 'channel_id' in jsonObjectOf(request.body);

/**
 * Zoho signs nothing. Notifications carry back the token that their channel was made with
 * (https://www.zoho.com/crm/developer/docs/api/v8/notifications/enable.html); a workflow's webhook has it in its path, or in a header.
 */
export function verify(request: HttpRequest, settings: Settings): Verification {
  const given = header(request, SECRET_HEADER);
  if (given !== undefined) {
    return equalInConstantTime(given, settings.token)
      ? accepted
      : refused('the secret in the header does not match');
  }
  if (isNotification(request)) {
    const token = stringOf(jsonObjectOf(request.body)['token']);
    if (token === undefined) return refused('token missing');
    return equalInConstantTime(token, settings.token) ? accepted : refused('token does not match');
  }
  return verifyPathSecret(request, settings.token);
}

/** Puts the token where Zoho does: into a notification's body, into the path of anything else. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest =>
  isNotification(request)
    ? withBodyToken(request, 'token', settings.token)
    : withPathSecret(request, settings.token);
