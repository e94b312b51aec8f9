import type { Request, RequestHandler } from 'express';
import { consoleErrors } from '../errors.ts';
import type { Caller } from '../auth/roles.ts';
import type { Tokens } from '../auth/tokens.ts';
import type { Users } from '../auth/users.ts';

declare module 'express-session' {
  interface SessionData {
    userId: string;
  }
}

/** Browsers let no other site set it without a CORS preflight, which we never allow. */
export const REQUEST_HEADER = 'x-throughline-request';

interface AuthenticationDeps {
  readonly tokens: Tokens;
  readonly users: Users;
  readonly session: RequestHandler;
  /** Origin of the console as browsers know it (scheme, host, port). */
  readonly publicOrigin: string;
}

const bearer = (request: Request): string | undefined =>
  /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];

const reads = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send: SameSite=Strict already keeps the cookie back; this holds where that
 * fails (an old browser, a sibling subdomain).
 */
function assertOwnOrigin(request: Request, publicOrigin: string): void {
  if (reads.has(request.method)) return;
  const origin = request.get('origin');
  const own = origin === undefined || origin === publicOrigin;
  if (!own || request.get(REQUEST_HEADER) === undefined) throw consoleErrors.foreignOrigin();
}

/** Finds out who asks. A token stands for itself and needs no session; a wrong one never falls back to the cookie. */
export function authentication(deps: AuthenticationDeps): RequestHandler {
  return function authenticate(request, response, next) {
    const accept = (caller: Caller | undefined) => {
      response.locals['caller'] = caller;
      next();
    };
    const token = bearer(request);
    if (token !== undefined || request.get('authorization') !== undefined) {
      deps.tokens.authenticate(token ?? '').then((caller) => {
        if (caller === undefined) next(consoleErrors.notSignedIn());
        else accept(caller);
      }, next);
      return;
    }
    deps.session(request, response, (error?: unknown) => {
      if (error !== undefined) {
        next(error);
        return;
      }
      try {
        assertOwnOrigin(request, deps.publicOrigin);
      } catch (refusal) {
        next(refusal);
        return;
      }
      const userId = request.session.userId;
      if (userId === undefined) accept(undefined);
      else deps.users.caller(userId).then(accept, next);
    });
  };
}
