import type { Request, RequestHandler, Response } from 'express';
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
export function authentication({ tokens, users, session, publicOrigin }: AuthenticationDeps): RequestHandler {
  const byToken = async (request: Request): Promise<Caller> => {
    const token = bearer(request);
    const caller = token === undefined ? undefined : await tokens.authenticate(token);
    if (caller === undefined) throw consoleErrors.notSignedIn();
    return caller;
  };
  const bySession = async (request: Request, response: Response): Promise<Caller | undefined> => {
    await loadSession(session, request, response);
    assertOwnOrigin(request, publicOrigin);
    const { userId } = request.session;
    return userId === undefined ? undefined : users.caller(userId);
  };
  return async function authenticate(request, response, next) {
    const hasToken = request.get('authorization') !== undefined;
    response.locals['caller'] = await (hasToken ? byToken(request) : bySession(request, response));
    next();
  };
}

const loadSession = (session: RequestHandler, request: Request, response: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    void session(request, response, (error?: unknown) => {
      if (error === undefined) resolve();
      // The store's own error as it is, so that one that is away is told as such.
      // oxlint-disable-next-line prefer-promise-reject-errors
      else reject(error);
    });
  });
