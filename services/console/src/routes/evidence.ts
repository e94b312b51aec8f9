import type { Holding } from '@throughline/identity';
import {
  asOfQuery,
  customerAsKnown,
  evidenceDetail,
  sightingDocument,
  sightingParams,
  sightingQuery,
} from '../api/evidence.ts';
import { rawDelivery } from '../api/interactions.ts';
import { withDigest, withId } from '../api/shapes.ts';
import { everybody, evidenceReaders } from '../auth/roles.ts';
import { consoleErrors } from '../errors.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { ConsoleDeps } from '../deps.ts';
import { asKnownOf, edgeOf, knownIdentifierOf } from '../present/evidence.ts';
import { rawDeliveryOf } from '../present/raw.ts';

const tag = 'Identity';

/** Interactions of one moment that are gone through to find one. */
const AT_ONCE = 200;

/** Why somebody is one person, down to the bytes that said so, and what was known when. */
export function evidenceRoutes({ archive, identity }: ConsoleDeps): ReadonlyArray<Route> {
  const holderOf = async (id: string) => {
    const customer = await identity.customer(id);
    if (customer === undefined) throw consoleErrors.notFound();
    return customer.customerId;
  };

  /** The newest revision of an interaction that happened at a time. */
  const documentAt = async (interaction: string, at: number, holdings?: ReadonlyArray<Holding>) => {
    const { items } = await archive.search({ holdings, from: at, to: at + 1, limit: AT_ONCE });
    return items.find(({ interactionId }) => interactionId === interaction)?.id;
  };

  return [
    defineRoute({
      id: 'customers.evidence',
      method: 'get',
      path: '/api/v1/customers/{id}/evidence',
      tag,
      summary:
        'Why a customer’s identifiers are taken for one person’s, and what was refused; follows merges',
      roles: everybody,
      audited: true,
      params: withId,
      response: evidenceDetail,
      async handle({ params: { id } }) {
        const customerId = await holderOf(id);
        const [identifiers, edges] = await Promise.all([
          identity.identifiersOf(customerId),
          identity.edgesOf(customerId),
        ]);
        return {
          body: { customerId, identifiers: identifiers.map(knownIdentifierOf), edges: edges.map(edgeOf) },
          subjects: [`customer:${customerId}`],
          details: { edges: edges.length },
        };
      },
    }),
    defineRoute({
      id: 'customers.sighting',
      method: 'get',
      path: '/api/v1/customers/{id}/evidence/{interaction}',
      tag,
      summary: 'Where the archive has an interaction that evidence names',
      roles: everybody,
      audited: true,
      params: sightingParams,
      query: sightingQuery,
      response: sightingDocument,
      async handle({ params: { id, interaction }, query: { at } }) {
        const holdings = await identity.holdingsOf(await holderOf(id));
        // What was refused may be in the other one's history alone.
        const documentId =
          (await documentAt(interaction, at, holdings)) ?? (await documentAt(interaction, at));
        return { body: { documentId: documentId ?? null }, subjects: [`interaction:${interaction}`] };
      },
    }),
    defineRoute({
      id: 'deliveries.read',
      method: 'get',
      path: '/api/v1/deliveries/{digest}',
      tag,
      summary: 'The raw delivery behind a piece of evidence, by its digest, secrets masked',
      roles: evidenceReaders,
      audited: true,
      params: withDigest,
      response: rawDelivery,
      async handle({ params: { digest } }) {
        const raw = await archive.raw(digest);
        if (raw === undefined) throw consoleErrors.notFound({ detail: { digest } });
        return { body: rawDeliveryOf(raw), subjects: [`raw:${digest}`] };
      },
    }),
    defineRoute({
      id: 'customers.as-of',
      method: 'get',
      path: '/api/v1/customers/{id}/as-of',
      tag,
      summary: 'A customer as known at a time: identifiers and traits',
      roles: everybody,
      audited: true,
      params: withId,
      query: asOfQuery,
      response: customerAsKnown,
      async handle({ params: { id }, query: { at } }) {
        const customerId = await holderOf(id);
        const then = await identity.customerAsOf(id, at);
        return {
          body: asKnownOf(id, at, then),
          subjects: [`customer:${then?.customerId ?? customerId}`],
          details: { at },
        };
      },
    }),
  ];
}
