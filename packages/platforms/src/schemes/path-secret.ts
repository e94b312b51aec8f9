import type { HttpRequest, Verification } from '../contract.ts';
import { equalInConstantTime } from './compare.ts';
import { accepted, refused } from './hmac.ts';

/** For vendors that sign nothing: a secret of ours stands behind the source's id, `/webhooks/<platform>/<source>/<secret>`. */

const BEHIND_SOURCE = /\/webhooks\/[^/?#]+\/[^/?#]+/;

/** What stands behind the source's id, without the query: the secret first, then whatever the platform puts behind it. */
export const pathBehindSource = (url: string): ReadonlyArray<string> => {
  const found = BEHIND_SOURCE.exec(url);
  if (found === null) return [];
  const rest = url.slice(found.index + found[0].length);
  return rest.startsWith('/') ? (rest.slice(1).split(/[?#]/, 1)[0] ?? '').split('/') : [];
};

/** Holds the path's secret to the one in the settings. An empty one matches nothing. */
export const verifyPathSecret = (request: Pick<HttpRequest, 'url'>, secret: string): Verification =>
  equalInConstantTime(pathBehindSource(request.url)[0] ?? '', secret)
    ? accepted
    : refused('the secret in the path does not match');

/** Puts the secret into the path, unless it is there already. */
export const withPathSecret = (request: HttpRequest, secret: string): HttpRequest =>
  verifyPathSecret(request, secret).ok
    ? request
    : { ...request, url: request.url.replace(BEHIND_SOURCE, (found) => `${found}/${secret}`) };
