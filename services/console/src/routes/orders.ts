import {
  consequenceDetail,
  newOrder,
  ordersPage,
  ordersQuery,
  previewDetail,
  previewOrder,
} from '../api/orders.ts';
import { withId } from '../api/shapes.ts';
import { everybody, operators } from '../auth/roles.ts';
import { consoleErrors } from '../errors.ts';
import { defineRoute, type Call, type Route } from '../http/route.ts';
import type { ConsoleDeps } from '../deps.ts';
import { carriedOut, orderShownOf, subjectsOf } from '../present/orders.ts';
import { figuresOf } from '../stewardship/figures.ts';

const tag = 'Identity';

/** Under whose name, for what reason and by which id something is ordered. */
export const authorityOf = ({ caller, idempotencyKey }: Call, reason: string) => ({
  commandId: idempotencyKey,
  by: caller?.name ?? '',
  reason,
});

/** What people order about who is who: first in numbers, then for good; and what was ordered. */
export function orderRoutes(deps: ConsoleDeps): ReadonlyArray<Route> {
  const { identity, stewards } = deps;

  async function pageOf(
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
    identifiers?: ReadonlyArray<string>,
  ) {
    const found = await stewards.reads.commands({
      limit,
      ...(cursor === undefined ? {} : { before: cursor }),
      ...(identifiers === undefined ? {} : { identifiers }),
    });
    const last = found.at(-1);
    const next = last !== undefined && found.length === limit ? last.id : null;
    return { items: found.map(orderShownOf), next };
  }

  return [
    defineRoute({
      id: 'orders.preview',
      method: 'post',
      path: '/api/v1/identity/preview',
      tag,
      summary: 'What an order would change, in numbers; changes nothing',
      roles: operators,
      audited: true,
      body: previewOrder,
      response: previewDetail,
      async handle({ body: { command } }) {
        const consequence = await stewards.reads.preview(command);
        return {
          body: await figuresOf(deps, consequence, Date.now()),
          subjects: subjectsOf(consequence, false),
          details: { kind: command.kind, moving: consequence.moveCount },
        };
      },
    }),
    defineRoute({
      id: 'orders.execute',
      method: 'post',
      path: '/api/v1/identity/commands',
      tag,
      summary: 'Links, cuts, marks, reassigns or takes back; everything downstream follows by itself',
      roles: operators,
      audited: true,
      takesKey: true,
      body: newOrder,
      response: consequenceDetail,
      async handle({ body: { command, reason } }, call) {
        const authority = authorityOf(call, reason);
        const consequence = await (await stewards.orders()).execute(command, authority);
        return {
          ...carriedOut(authority.commandId, consequence),
          details: { kind: command.kind, moved: consequence.moveCount },
        };
      },
    }),
    defineRoute({
      id: 'orders.list',
      method: 'get',
      path: '/api/v1/identity/commands',
      tag,
      summary: 'Who ordered what, why, and what followed; the latest first',
      roles: everybody,
      audited: true,
      query: ordersQuery,
      response: ordersPage,
      async handle({ query }) {
        const page = await pageOf(query);
        return { body: page, subjects: page.items.map(({ id }) => `command:${id}`) };
      },
    }),
    defineRoute({
      id: 'customers.orders',
      method: 'get',
      path: '/api/v1/customers/{id}/commands',
      tag,
      summary: 'Orders that name an identifier of this customer; the latest first; follows merges',
      roles: everybody,
      audited: true,
      params: withId,
      query: ordersQuery,
      response: ordersPage,
      async handle({ params: { id }, query }) {
        const customer = await identity.customer(id);
        if (customer === undefined) throw consoleErrors.notFound();
        const holdings = await identity.holdingsOf(customer.customerId);
        const page = await pageOf(query, [...new Set(holdings.map(({ anchor }) => anchor))]);
        return {
          body: page,
          subjects: [`customer:${customer.customerId}`],
          details: { count: page.items.length },
        };
      },
    }),
  ];
}
