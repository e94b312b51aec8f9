import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { z } from 'zod';
import { failureSchema } from './failures.ts';
import { IDEMPOTENCY_KEY, type Route } from './route.ts';

const jsonOf = <S>(schema: S) => ({ content: { 'application/json': { schema } } });

const keyHeader = z.object({
  [IDEMPOTENCY_KEY]: z
    .string()
    .min(8)
    .max(200)
    .optional()
    .describe('Names the order: the same again under it is answered, not done again. Made up where absent'),
});

function operationOf(route: Route): ZodOpenApiOperationObject {
  const roles = route.roles === 'public' ? 'Open to everybody.' : `Roles: ${route.roles.join(', ')}.`;
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    description: route.audited ? `${roles} Written to the audit log.` : roles,
    ...(route.roles === 'public' ? { security: [] } : {}),
    requestParams: {
      ...(route.params === undefined ? {} : { path: route.params }),
      ...(route.query === undefined ? {} : { query: route.query }),
      ...(route.takesKey === true ? { header: keyHeader } : {}),
    },
    ...(route.body === undefined ? {} : { requestBody: { ...jsonOf(route.body), required: true } }),
    responses: {
      [String(route.status ?? 200)]: { description: 'Done', ...jsonOf(route.response) },
      default: { description: 'Refused or failed', ...jsonOf(failureSchema) },
    },
  };
}

/** The description of the API, made from the routes themselves. */
export function describeApi(routes: ReadonlyArray<Route>) {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Throughline',
      version: '1',
      description:
        'One customer, one line through every channel. All times are ISO 8601 in UTC. Lists answer `next`, to be sent as `cursor`.',
    },
    security: [{ token: [] }],
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
}
