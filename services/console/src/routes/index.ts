import { z } from 'zod';
import type { ConsoleDeps } from '../deps.ts';
import { describeApi } from '../http/openapi.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { tokenRoutes, userRoutes } from './access.ts';
import { auditRoutes } from './audit.ts';
import { customerRoutes } from './customers.ts';
import { destinationRoutes } from './destinations.ts';
import { followingRoutes } from './following.ts';
import { interactionRoutes } from './interactions.ts';
import { sessionRoutes } from './session.ts';
import { platformRoutes } from './platforms.ts';
import { sourceRoutes } from './sources.ts';
import { trialRoutes } from './trials.ts';

/** Every route of the API. Nothing else is mounted under /api. */
export function allRoutes(deps: ConsoleDeps): ReadonlyArray<Route> {
  const routes: Route[] = [
    ...sessionRoutes(deps),
    ...interactionRoutes(deps),
    ...customerRoutes(deps),
    ...platformRoutes(),
    ...sourceRoutes(deps),
    ...trialRoutes(deps),
    ...followingRoutes(deps),
    ...destinationRoutes(deps),
    ...tokenRoutes(deps),
    ...userRoutes(deps),
    ...auditRoutes(deps),
  ];
  const description = defineRoute({
    id: 'openapi.read',
    method: 'get',
    path: '/api/v1/openapi.json',
    tag: 'Description',
    summary: 'This description of the API',
    roles: 'public',
    audited: false,
    response: z.record(z.string(), z.unknown()),
    handle: () => ({ body: { ...document } }),
  });
  routes.push(description);
  const document = describeApi(routes);
  return routes;
}
