import { randomUUID } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Audit } from '../audit.ts';
import type { Limits } from '../auth/limits.ts';
import type { Caller } from '../auth/roles.ts';
import { consoleErrors } from '../errors.ts';
import { IDEMPOTENCY_KEY, type Call, type Route } from './route.ts';

interface MountDeps {
  readonly audit: Audit;
  readonly limits: Limits;
}

const settled = (work: (done: (error: unknown) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    work((error) => {
      if (error === undefined || error === null) resolve();
      // What a session store calls back with is its error as it is, so that a store that is away is told as such.
      // oxlint-disable-next-line prefer-promise-reject-errors
      else reject(error);
    });
  });

/** `authenticate` has put it there. */
const callerOf = (response: Response): Caller | undefined => response.locals['caller'] as Caller | undefined;

/** @throws console.key-invalid */
function keyOf(request: Request): string {
  const given = request.get(IDEMPOTENCY_KEY);
  if (given === undefined) return randomUUID();
  if (!/^[\x21-\x7e]{8,200}$/.test(given)) throw consoleErrors.keyInvalid();
  return given;
}

const callOf = (request: Request, response: Response): Call => ({
  caller: callerOf(response),
  requestId: String(response.locals['requestId']),
  idempotencyKey: keyOf(request),
  address: request.ip ?? 'unknown',
  // A new session id on every sign-in: one that was planted before is worth nothing.
  async signIn(userId) {
    await settled((done) => request.session.regenerate(done));
    request.session.userId = userId;
    await settled((done) => request.session.save(done));
  },
  signOut: () => settled((done) => request.session.destroy(done)),
});

const assertAllowed = (route: Route, caller: Caller | undefined): void => {
  if (route.roles === 'public') return;
  if (caller === undefined) throw consoleErrors.notSignedIn();
  if (!route.roles.includes(caller.role)) throw consoleErrors.roleMissing();
};

function serve(route: Route, { audit, limits }: MountDeps): RequestHandler {
  return async function serveRoute(request, response) {
    const call = callOf(request, response);
    response.locals['route'] = route.id;
    assertAllowed(route, call.caller);
    if (call.caller !== undefined) await limits.request(call.caller.id);
    const answer = await route.answer(
      { params: request.params, query: request.query, body: request.body ?? {} },
      call,
    );
    if (route.audited) {
      const { subjects = [], details = {} } = answer;
      const { caller, requestId } = call;
      await audit.write({ caller, action: route.id, subjects, details, requestId });
    }
    response.set('Cache-Control', 'no-store');
    response.status(route.status ?? 200).json(answer.body);
  };
}

/** `/a/{id}` as Express writes it. */
const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** An Express router with these routes. */
export function mountRoutes(routes: ReadonlyArray<Route>, deps: MountDeps): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  for (const route of routes) router[route.method](expressPath(route.path), serve(route, deps));
  return router;
}
