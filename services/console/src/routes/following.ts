import { addDays, dayOf } from '@throughline/following';
import { backfillOrder, followingDetail, followingQuery, resumed } from '../api/following.ts';
import { done, withId } from '../api/shapes.ts';
import { administrators, everybody } from '../auth/roles.ts';
import type { ConsoleDeps } from '../deps.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { followingOf } from '../present/following.ts';
import { sourceOf } from './sources.ts';

const tag = 'Sources';

/** How sources are followed at their vendors: subscriptions, feeds, history, and how complete each day is. */
export function followingRoutes({ connections, following }: ConsoleDeps): ReadonlyArray<Route> {
  return [
    defineRoute({
      id: 'sources.following',
      method: 'get',
      path: '/api/v1/sources/{id}/following',
      tag,
      summary: 'What is asked of the vendor’s API, how far it has come, and how complete each day is',
      roles: everybody,
      audited: false,
      params: withId,
      query: followingQuery,
      response: followingDetail,
      async handle({ params: { id }, query }) {
        const source = await sourceOf(connections, id);
        const now = new Date();
        const tomorrow = addDays(dayOf(now), 1);
        const [[followed], days] = await Promise.all([
          following.sources([id]),
          following.completeness({ sourceId: id, from: addDays(tomorrow, -query.days), to: tomorrow }),
        ]);
        return { body: followingOf(source, followed, days, now.getTime()) };
      },
    }),
    defineRoute({
      id: 'sources.backfill',
      method: 'post',
      path: '/api/v1/sources/{id}/backfill',
      tag,
      summary: 'Brings history from the vendor, page by page, behind everything that happens now',
      roles: administrators,
      audited: true,
      params: withId,
      body: backfillOrder,
      response: done,
      async handle({ params: { id }, body: { days } }) {
        await sourceOf(connections, id);
        await following.backfill(id, days);
        return { body: { done: true }, subjects: [`source:${id}`], details: { days } };
      },
    }),
    defineRoute({
      id: 'sources.resume',
      method: 'post',
      path: '/api/v1/sources/{id}/resume',
      tag,
      summary: 'Asks the vendor again now: ends a block or pause, and tries again what was given up',
      roles: administrators,
      audited: true,
      params: withId,
      response: resumed,
      async handle({ params: { id } }) {
        await sourceOf(connections, id);
        await following.resume(id);
        const retried = await following.retryFailed(id);
        return { body: { retried }, subjects: [`source:${id}`], details: { retried } };
      },
    }),
  ];
}
