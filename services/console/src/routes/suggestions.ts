import { decision, matchingStatus, suggestionsPage, suggestionsQuery } from '../api/conflicts.ts';
import { consequenceDetail } from '../api/orders.ts';
import { momentOf, withId } from '../api/shapes.ts';
import { everybody, operators } from '../auth/roles.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { ConsoleDeps } from '../deps.ts';
import { subjectsOfSides } from '../present/evidence.ts';
import { suggestionOf } from '../present/suggestions.ts';
import { carriedOut } from '../present/orders.ts';
import { authorityOf } from './orders.ts';

const tag = 'Identity';

/** Customers who are likely one person, each with what speaks for it, for a person to decide. */
export function suggestionRoutes({ matching }: ConsoleDeps): ReadonlyArray<Route> {
  return [
    defineRoute({
      id: 'suggestions.list',
      method: 'get',
      path: '/api/v1/identity/suggestions',
      tag,
      summary: 'Customers who are likely one person, the likeliest first',
      roles: everybody,
      audited: true,
      query: suggestionsQuery,
      response: suggestionsPage,
      async handle({ query: { limit, cursor, customer } }) {
        const page = await matching.reads.suggestions({ limit, cursor, customerId: customer });
        const items = page.items.map(suggestionOf);
        return { body: { items, next: page.next }, subjects: subjectsOfSides(items) };
      },
    }),
    defineRoute({
      id: 'suggestions.decide',
      method: 'post',
      path: '/api/v1/identity/suggestions/{id}',
      tag,
      summary: 'Says whether the two are one',
      roles: operators,
      audited: true,
      takesKey: true,
      params: withId,
      body: decision,
      response: consequenceDetail,
      async handle({ params: { id }, body: { decision: decided, reason } }, call) {
        const authority = authorityOf(call, reason);
        const consequence = await (await matching.orders()).resolveSuggestion(id, decided, authority);
        return {
          ...carriedOut(authority.commandId, consequence),
          details: { decision: decided, suggestion: id },
        };
      },
    }),
    defineRoute({
      id: 'matching.status',
      method: 'get',
      path: '/api/v1/identity/matching',
      tag,
      summary: 'The model by which matches are found, and how far it has come',
      roles: everybody,
      audited: false,
      response: matchingStatus,
      async handle() {
        const { model, waiting, open } = await matching.reads.status();
        return {
          body: {
            model: model === null ? null : { ...model, trainedAt: momentOf(model.trainedAt) },
            waiting,
            open,
          },
        };
      },
    }),
  ];
}
