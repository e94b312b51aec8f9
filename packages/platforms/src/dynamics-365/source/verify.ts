import type { HttpRequest, Verification } from '../../contract.ts';
import { accepted, equalInConstantTime, header, queryOf, refused } from '../../schemes/index.ts';
import { KEY_HEADER, KEY_PARAMETERS } from './key.ts';
import type { Settings } from './settings.ts';

/**
 * The key in one of the three places that a webhook's registration can put it:
 * https://learn.microsoft.com/power-apps/developer/data-platform/register-web-hook#authentication-options
 */
export function verify(request: HttpRequest, settings: Settings): Verification {
  const query = queryOf(request.url);
  const given = [...KEY_PARAMETERS.map((name) => query.get(name)), header(request, KEY_HEADER)];
  const matching = given.filter((key) => equalInConstantTime(key ?? '', settings.webhookKey));
  return matching.length > 0 ? accepted : refused('no key, or another one');
}

/** Adds the key as WebhookKey does. */
export function sign(request: HttpRequest, settings: Settings): HttpRequest {
  const separator = request.url.includes('?') ? '&' : '?';
  return { ...request, url: `${request.url}${separator}code=${encodeURIComponent(settings.webhookKey)}` };
}
