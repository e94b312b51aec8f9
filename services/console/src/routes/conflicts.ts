import { conflictsPage, decision, reviewQuery } from '../api/conflicts.ts';
import { consequenceDetail } from '../api/orders.ts';
import { momentOf, withId } from '../api/shapes.ts';
import { everybody, operators } from '../auth/roles.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { ConsoleDeps } from '../deps.ts';
import { edgeOf, sidesOf, subjectsOfSides } from '../present/evidence.ts';
import { carriedOut } from '../present/orders.ts';
import { authorityOf } from './orders.ts';

const tag = 'Identity';

/** What a protection refused, for a person to decide. */
export function conflictRoutes({ stewards }: ConsoleDeps): ReadonlyArray<Route> {
  return [
    defineRoute({
      id: 'conflicts.list',
      method: 'get',
      path: '/api/v1/identity/conflicts',
      tag,
      summary: 'Evidence that two customers are one, which a protection refused; the latest first',
      roles: everybody,
      audited: true,
      query: reviewQuery,
      response: conflictsPage,
      async handle({ query }) {
        const page = await stewards.reads.conflicts(query);
        const items = page.items.map(({ id, sides, edges, decidedAt }) => ({
          id,
          sides: sidesOf(sides),
          edges: edges.map(edgeOf),
          decidedAt: momentOf(decidedAt),
        }));
        return { body: { items, next: page.next }, subjects: subjectsOfSides(items) };
      },
    }),
    defineRoute({
      id: 'conflicts.decide',
      method: 'post',
      path: '/api/v1/identity/conflicts/{id}',
      tag,
      summary: 'Says whether the two are one, over all that was refused between them',
      roles: operators,
      audited: true,
      takesKey: true,
      params: withId,
      body: decision,
      response: consequenceDetail,
      async handle({ params: { id }, body: { decision: decided, reason } }, call) {
        const authority = authorityOf(call, reason);
        const stewardship = await stewards.orders();
        const consequence = await stewardship.resolveConflict(id, decided, authority);
        return {
          ...carriedOut(authority.commandId, consequence),
          details: { decision: decided, conflict: id },
        };
      },
    }),
  ];
}
