import { z } from 'zod';
import type { ConsoleDeps } from '../deps.ts';
import { describeApi } from '../http/openapi.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { tokenRoutes, userRoutes } from './access.ts';
import { auditRoutes } from './audit.ts';
import { conflictRoutes } from './conflicts.ts';
import { customerRoutes } from './customers.ts';
import { destinationRoutes } from './destinations.ts';
import { erasureRoutes } from './erasure.ts';
import { evidenceRoutes } from './evidence.ts';
import { followingRoutes } from './following.ts';
import { interactionRoutes } from './interactions.ts';
import { orderRoutes } from './orders.ts';
import { rulesRoutes } from './rules.ts';
import { sessionRoutes } from './session.ts';
import { platformRoutes } from './platforms.ts';
import { sourceRoutes } from './sources.ts';
import { suggestionRoutes } from './suggestions.ts';
import { trialRoutes } from './trials.ts';

/** Every route of the API. Nothing else is mounted under /api. */
export function allRoutes(deps: ConsoleDeps): ReadonlyArray<Route> {
  const routes: Route[] = [
    ...sessionRoutes(deps),
    ...interactionRoutes(deps),
    ...customerRoutes(deps),
    ...evidenceRoutes(deps),
    ...orderRoutes(deps),
    ...conflictRoutes(deps),
    ...suggestionRoutes(deps),
    ...erasureRoutes(deps),
    ...rulesRoutes(deps),
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
