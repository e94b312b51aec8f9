import type { Item } from '@throughline/archive';
import { holderAt } from '@throughline/identity';
import { interactionDetail, interactionPage, interactionQuery, rawDelivery } from '../api/interactions.ts';
import { withId } from '../api/shapes.ts';
import { everybody, evidenceReaders } from '../auth/roles.ts';
import { consoleErrors } from '../errors.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { ConsoleDeps } from '../deps.ts';
import { interactionDetailOf, interactionItemOf, type Owners } from '../present/interaction.ts';
import { rawDeliveryOf } from '../present/raw.ts';

const tag = 'Interactions';

/** Whose the items' anchors are by what is known now: what the archive keeps is of the time when they were resolved. */
export async function ownersOf(
  identity: ConsoleDeps['identity'],
  items: ReadonlyArray<Pick<Item, 'anchors'>>,
): Promise<Owners> {
  const anchors = new Set(items.flatMap((item) => item.anchors.map((anchor) => anchor.identifier)));
  const holders = await identity.holdersOf([...anchors]);
  return (anchor, at) => holderAt(holders.get(anchor), at);
}

/** Searching the archive, and what lies behind an entry. */
export function interactionRoutes(deps: ConsoleDeps): ReadonlyArray<Route> {
  const { archive, identity } = deps;

  const documentOf = async (id: string) => {
    const document = await archive.document(id);
    if (document === undefined) throw consoleErrors.notFound();
    return document;
  };

  return [
    defineRoute({
      id: 'interactions.search',
      method: 'get',
      path: '/api/v1/interactions',
      tag,
      summary: 'Searches interactions, newest first',
      roles: everybody,
      audited: true,
      query: interactionQuery,
      response: interactionPage,
      async handle({ query: { q, customer, ...query } }) {
        const holdings = customer === undefined ? undefined : await identity.holdingsOf(customer);
        const page = await archive.search({ ...query, q, holdings });
        const owners = await ownersOf(identity, page.items);
        const items = page.items.map((item) => interactionItemOf(item, owners));
        const { cursor: _cursor, limit: _limit, ...filters } = query;
        return {
          body: { items, next: page.next, total: page.total },
          subjects: items.map((item) => `interaction:${item.interactionId}`),
          details: { ...filters, ...(customer === undefined ? {} : { customer }), searched: q !== undefined },
        };
      },
    }),
    defineRoute({
      id: 'interactions.read',
      method: 'get',
      path: '/api/v1/interactions/{id}',
      tag,
      summary: 'One interaction with everything that is known of it',
      roles: everybody,
      audited: true,
      params: withId,
      response: interactionDetail,
      async handle({ params: { id } }) {
        const document = await documentOf(id);
        const owners = await ownersOf(identity, [{ anchors: document.anchorDetails }]);
        const body = interactionDetailOf(document, owners);
        return { body, subjects: [`interaction:${body.interactionId}`] };
      },
    }),
    defineRoute({
      id: 'interactions.raw',
      method: 'get',
      path: '/api/v1/interactions/{id}/raw',
      tag,
      summary: 'The delivery that it was read from, as it came in, secrets masked',
      roles: evidenceReaders,
      audited: true,
      params: withId,
      response: rawDelivery,
      async handle({ params: { id } }) {
        const { provenance, receivedAt, interactionId } = await documentOf(id);
        const raw = await archive.raw(provenance.digest, { receivedAt });
        if (raw === undefined) throw consoleErrors.notFound({ detail: { digest: provenance.digest } });
        return {
          body: rawDeliveryOf(raw),
          subjects: [`interaction:${interactionId}`, `raw:${raw.digest}`],
        };
      },
    }),
  ];
}
