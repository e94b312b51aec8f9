import {
  customerDetail,
  customerPage,
  customerQuery,
  timelinePage,
  timelineQuery,
} from '../api/customers.ts';
import { withId } from '../api/shapes.ts';
import { everybody } from '../auth/roles.ts';
import { consoleErrors } from '../errors.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { ConsoleDeps } from '../deps.ts';
import { customerDetailOf, customerItemOf, leadItemOf } from '../present/customer.ts';
import { interactionItemOf } from '../present/interaction.ts';
import { ownersOf } from './interactions.ts';

const tag = 'Customers';

/** Who somebody is, and everything between them and the company. */
export function customerRoutes({ archive, identity, scores }: ConsoleDeps): ReadonlyArray<Route> {
  const customerOf = async (id: string) => {
    const customer = await identity.customer(id);
    if (customer === undefined) throw consoleErrors.notFound();
    return customer;
  };
  const mostEngaged = async (limit: number) => {
    const leads = await scores.hotLeads(limit);
    const items = await Promise.all(leads.map((lead) => leadItemOf(identity, lead)));
    return items.filter((item) => item !== undefined);
  };
  return [
    defineRoute({
      id: 'customers.search',
      method: 'get',
      path: '/api/v1/customers',
      tag,
      summary: 'Finds customers by name or identifier',
      roles: everybody,
      audited: true,
      query: customerQuery,
      response: customerPage,
      async handle({ query: { q, limit } }) {
        const items =
          q === ''
            ? await mostEngaged(limit)
            : (await identity.searchCustomers(q, limit)).map((found) => customerItemOf(found, null));
        return {
          body: { items, next: null },
          subjects: items.map(({ id }) => `customer:${id}`),
          details: { searched: q !== '' },
        };
      },
    }),
    defineRoute({
      id: 'customers.read',
      method: 'get',
      path: '/api/v1/customers/{id}',
      tag,
      summary:
        'One customer: identifiers, traits with where they come from, the score explained; follows merges',
      roles: everybody,
      audited: true,
      params: withId,
      response: customerDetail,
      async handle({ params: { id } }) {
        const customer = await customerOf(id);
        const { customerId } = customer;
        const [identifiers, current, explained] = await Promise.all([
          identity.identifiersOf(customerId),
          scores.scoreOf(customerId),
          scores.explain(customerId, Date.now()),
        ]);
        return {
          body: customerDetailOf({ askedId: id, customer, identifiers, current, explained }),
          subjects: [`customer:${customerId}`],
        };
      },
    }),
    defineRoute({
      id: 'customers.timeline',
      method: 'get',
      path: '/api/v1/customers/{id}/timeline',
      tag,
      summary:
        'Everything between a customer and the company over all channels, newest first; follows merges',
      roles: everybody,
      audited: true,
      params: withId,
      query: timelineQuery,
      response: timelinePage,
      async handle({ params: { id }, query: { limit, cursor } }) {
        const { customerId } = await customerOf(id);
        const holdings = await identity.holdingsOf(customerId);
        const page = await archive.timeline({ holdings, limit, cursor });
        const owners = await ownersOf(identity, page.items);
        const items = page.items.map((item) => interactionItemOf(item, owners, customerId));
        return {
          body: { customerId, items, next: page.next },
          subjects: [`customer:${customerId}`],
          details: { count: items.length },
        };
      },
    }),
  ];
}
