import { credentials, me } from '../api/session.ts';
import { done } from '../api/shapes.ts';
import { everybody } from '../auth/roles.ts';
import { consoleErrors } from '../errors.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { ConsoleDeps } from '../deps.ts';

/** Signing in, out, and who is signed in. */
export function sessionRoutes({ users, limits, audit }: ConsoleDeps): ReadonlyArray<Route> {
  const tag = 'Session';
  return [
    defineRoute({
      id: 'session.begin',
      method: 'post',
      path: '/api/v1/session',
      tag,
      summary: 'Signs in and sets the session cookie',
      roles: 'public',
      audited: false,
      body: credentials,
      response: me,
      async handle({ body: { user, password } }, call) {
        await limits.signIn(user, call.address);
        const caller = await users.authenticate(user, password);
        const entry = { caller, subjects: [], details: {}, requestId: call.requestId };
        if (caller === undefined) {
          await audit.write({ ...entry, action: 'session.refused' });
          throw consoleErrors.wrongCredentials();
        }
        await limits.signedIn(user, call.address);
        await audit.write({ ...entry, action: 'session.begin' });
        await call.signIn(caller.id);
        return { body: caller };
      },
    }),
    defineRoute({
      id: 'session.read',
      method: 'get',
      path: '/api/v1/session',
      tag,
      summary: 'Who is signed in',
      roles: everybody,
      audited: false,
      response: me,
      handle(_input, { caller }) {
        if (caller === undefined) throw consoleErrors.notSignedIn();
        return { body: caller };
      },
    }),
    defineRoute({
      id: 'session.end',
      method: 'delete',
      path: '/api/v1/session',
      tag,
      summary: 'Signs out',
      roles: everybody,
      audited: true,
      response: done,
      async handle(_input, call) {
        if (call.caller?.kind === 'user') await call.signOut();
        return { body: { done: true } };
      },
    }),
  ];
}
