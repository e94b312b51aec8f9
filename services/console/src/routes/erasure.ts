import { erasureDone, erasureForeseen, erasureOrder } from '../api/orders.ts';
import { momentOf, withId } from '../api/shapes.ts';
import { administrators } from '../auth/roles.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { ConsoleDeps } from '../deps.ts';
import { authorityOf } from './orders.ts';

const tag = 'Identity';
const subjects = (ids: ReadonlyArray<string>) => ids.map((id) => `customer:${id}`);

/** Erasing a person for good. */
export function erasureRoutes({ archive, identity, ledger, stewards }: ConsoleDeps): ReadonlyArray<Route> {
  return [
    defineRoute({
      id: 'erasure.preview',
      method: 'post',
      path: '/api/v1/customers/{id}/erasure/preview',
      tag,
      summary: 'What erasing a person would take away; changes nothing',
      roles: administrators,
      audited: true,
      params: withId,
      response: erasureForeseen,
      async handle({ params: { id } }) {
        const { customerIds, identifierCount } = await stewards.reads.previewErasure(id);
        const [interactions, records] = await Promise.all([
          archive.countOf(await identity.holdingsOf(id)),
          ledger.recordsOf(customerIds),
        ]);
        return {
          body: { customerIds: [...customerIds], identifierCount, interactions, records: records.length },
          subjects: subjects(customerIds),
        };
      },
    }),
    defineRoute({
      id: 'erasure.execute',
      method: 'post',
      path: '/api/v1/customers/{id}/erasure',
      tag,
      summary: 'Erases a person for good: identifiers, traits, edges and all that is kept of their past',
      roles: administrators,
      audited: true,
      takesKey: true,
      params: withId,
      body: erasureOrder,
      response: erasureDone,
      async handle({ params: { id }, body: { reason } }, call) {
        const authority = authorityOf(call, reason);
        const erased = await (await stewards.orders()).erase(id, authority);
        return {
          body: {
            commandId: authority.commandId,
            customerIds: [...erased.customerIds],
            identifierCount: erased.identifierCount,
            erasedAt: momentOf(erased.erasedAt),
          },
          subjects: [`command:${authority.commandId}`, ...subjects(erased.customerIds)],
        };
      },
    }),
  ];
}
