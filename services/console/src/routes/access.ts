import { madeToken, newToken, newUser, tokenList, userList } from '../api/session.ts';
import { done, withId } from '../api/shapes.ts';
import { z } from 'zod';
import { administrators } from '../auth/roles.ts';
import { consoleErrors } from '../errors.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { ConsoleDeps } from '../deps.ts';

const common = { tag: 'Access', roles: administrators, audited: true } as const;

/** API tokens: who may, without a person. */
export function tokenRoutes({ tokens }: ConsoleDeps): ReadonlyArray<Route> {
  return [
    defineRoute({
      ...common,
      id: 'tokens.list',
      method: 'get',
      path: '/api/v1/tokens',
      summary: 'API tokens, without the tokens themselves',
      response: tokenList,
      async handle() {
        const items = (await tokens.list()).map((token) => ({
          ...token,
          createdAt: token.createdAt.toISOString(),
          lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
          expiresAt: token.expiresAt?.toISOString() ?? null,
        }));
        return { body: { items } };
      },
    }),
    defineRoute({
      ...common,
      id: 'tokens.create',
      method: 'post',
      path: '/api/v1/tokens',
      summary: 'Makes an API token',
      status: 201,
      body: newToken,
      response: madeToken,
      async handle({ body }, { caller }) {
        const expiresAt = body.expiresAt === undefined ? undefined : new Date(body.expiresAt);
        const made = await tokens.create({ ...body, expiresAt, createdBy: caller?.id ?? 'unknown' });
        return { body: made, subjects: [`token:${made.id}`], details: { role: body.role } };
      },
    }),
    defineRoute({
      ...common,
      id: 'tokens.revoke',
      method: 'delete',
      path: '/api/v1/tokens/{id}',
      summary: 'Revokes an API token at once',
      params: withId,
      response: done,
      async handle({ params: { id } }) {
        if (!(await tokens.revoke(id))) throw consoleErrors.notFound();
        return { body: { done: true }, subjects: [`token:${id}`] };
      },
    }),
  ];
}

/** The people who sign in. */
export function userRoutes({ users }: ConsoleDeps): ReadonlyArray<Route> {
  return [
    defineRoute({
      ...common,
      id: 'users.list',
      method: 'get',
      path: '/api/v1/users',
      summary: 'People who may sign in',
      response: userList,
      async handle() {
        const items = await users.list();
        return {
          body: { items: items.map((user) => ({ ...user, createdAt: user.createdAt.toISOString() })) },
          subjects: items.map((user) => `user:${user.id}`),
        };
      },
    }),
    defineRoute({
      ...common,
      id: 'users.create',
      method: 'post',
      path: '/api/v1/users',
      summary: 'Adds a person',
      status: 201,
      body: newUser,
      response: z.object({ id: z.string() }),
      async handle({ body }) {
        const id = await users.create(body);
        if (id === undefined) throw consoleErrors.nameTaken();
        return { body: { id }, subjects: [`user:${id}`], details: { role: body.role } };
      },
    }),
    defineRoute({
      ...common,
      id: 'users.disable',
      method: 'delete',
      path: '/api/v1/users/{id}',
      summary: 'Locks a person out at once; the audit log keeps the name',
      params: withId,
      response: done,
      async handle({ params: { id } }) {
        if (!(await users.disable(id))) throw consoleErrors.notFound();
        return { body: { done: true }, subjects: [`user:${id}`] };
      },
    }),
  ];
}
