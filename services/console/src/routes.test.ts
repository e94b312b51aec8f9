import express from 'express';
import { expect, test } from 'vitest';
import { roles } from './auth/roles.ts';
import type { ConsoleDeps } from './deps.ts';
import { mountRoutes } from './http/mount.ts';
import { describeApi } from './http/openapi.ts';
import { allRoutes } from './routes/index.ts';

/** Routes are declared before anything is asked of what they work with. */
const deps = {} as ConsoleDeps;
const routes = allRoutes(deps);

/** Open to everybody on purpose; anything added here needs a reason. */
const open = new Set(['session.begin', 'openapi.read']);

test.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s says who may',
  (_name, route) => {
    const isOpen = route.roles === 'public';
    expect(isOpen).toBe(open.has(route.id));
    const named = route.roles === 'public' ? roles : route.roles;
    expect(named.length).toBeGreaterThan(0);
    for (const role of named) expect(roles).toContain(role);
  },
);

test('what changes something is never open to viewers or auditors', () => {
  for (const route of routes) {
    if (route.method === 'get' || route.roles === 'public' || route.id === 'session.end') continue;
    expect(route.roles, route.id).not.toContain('viewer');
    expect(route.roles, route.id).not.toContain('auditor');
  }
});

test('every change is audited, and every read of interactions, customers and the log itself', () => {
  const wanted = routes.filter(
    // Signing in writes its own entries: who it was is known only afterwards.
    ({ id, method, path }) =>
      id !== 'session.begin' && (method !== 'get' || /\/(interactions|customers|users|audit)/.test(path)),
  );
  for (const route of wanted) expect(route.audited, route.id).toBe(true);
});

test('no two routes share a name or an address', () => {
  expect(new Set(routes.map((route) => route.id)).size).toBe(routes.length);
  expect(new Set(routes.map((route) => `${route.method} ${route.path}`)).size).toBe(routes.length);
});

test('what Express has mounted is the catalogue, nothing more', () => {
  const router = mountRoutes(routes, { audit: deps.audit, limits: deps.limits });
  const mounted = router.stack.map((layer) => layer.route?.path);
  expect(mounted).toEqual(routes.map((route) => route.path.replaceAll(/\{(\w+)\}/g, ':$1')));
  expect(express.Router().stack).toHaveLength(0);
});

test('the description names every route with its roles', () => {
  const document = describeApi(routes);
  for (const route of routes) {
    const operation = document.paths?.[route.path]?.[route.method];
    expect(operation?.operationId).toBe(route.id);
    const roles = route.roles === 'public' ? 'everybody' : route.roles.join(', ');
    expect(operation?.description).toContain(roles);
  }
});
