import type { CustomerFound, Identity, IdentifierShown } from '@throughline/identity';
import type { Customer } from '@throughline/schemas';
import type { CurrentScore, FoldedScore } from '@throughline/scoring';
import type { CustomerDetail, CustomerItem } from '../api/customers.ts';
import { momentOf } from '../api/shapes.ts';
import { nameIn } from './evidence.ts';

/** Identifiers of one person that a list shows. */
const SHOWN = 5;

export const customerItemOf = (found: CustomerFound, score: number | null): CustomerItem => ({
  id: found.customerId,
  name: found.name,
  identifiers: [...found.identifiers],
  identifierCount: found.identifierCount,
  score,
});

/** Who has a score; undefined where identity no longer knows them (erased, or merged away since). */
export async function leadItemOf(identity: Identity, lead: CurrentScore): Promise<CustomerItem | undefined> {
  const [customer, identifiers] = await Promise.all([
    identity.customer(lead.customerId),
    identity.identifiersOf(lead.customerId),
  ]);
  if (customer === undefined || customer.customerId !== lead.customerId || customer.state === 'erased')
    return undefined;
  const { customerId, identifierCount } = customer;
  const shown = identifiers.slice(0, SHOWN).map(({ identifier }) => identifier);
  return customerItemOf(
    { customerId, name: nameIn(customer.traits), identifierCount, identifiers: shown },
    lead.valueNow,
  );
}

/** Each rule's share, the largest first; what counts nothing any more is left out. */
function scoreOf(score: FoldedScore, halfLifeDays: number): CustomerDetail['score'] {
  if (score.contributions === 0) return null;
  const byRule = Object.entries(score.byRule).map(([rule, points]) => {
    const events = score.counted.filter((one) => one.rule === rule && one.counted > 0);
    const last = events.at(-1);
    return {
      rule,
      points,
      events: events.length,
      lastAt: last === undefined ? null : momentOf(last.occurredAt),
    };
  });
  return {
    value: score.value,
    asOf: momentOf(score.asOf),
    halfLifeDays,
    contributions: score.contributions,
    byRule: byRule.sort((a, b) => b.points - a.points),
  };
}

interface CustomerParts {
  readonly askedId: string;
  readonly customer: Customer;
  readonly identifiers: ReadonlyArray<IdentifierShown>;
  readonly current: CurrentScore | undefined;
  readonly explained: FoldedScore;
}

export function customerDetailOf({
  askedId,
  customer,
  identifiers,
  current,
  explained,
}: CustomerParts): CustomerDetail {
  return {
    id: customer.customerId,
    askedId,
    mergedFrom: askedId !== customer.customerId,
    name: nameIn(customer.traits),
    state: customer.state === 'erased' ? 'erased' : 'active',
    version: customer.version,
    foundingIdentifier: customer.foundingIdentifier,
    createdAt: momentOf(customer.createdAt),
    changedAt: momentOf(customer.changedAt),
    identifiers: identifiers.map(({ type, value, verified, shared, firstAt, firstInteraction }) => ({
      type,
      value,
      verified,
      shared,
      firstAt: momentOf(firstAt),
      firstInteraction,
    })),
    traits: Object.entries(customer.traits).map(([name, trait]) => ({
      name,
      value: trait.value,
      platform: trait.platform,
      interactionId: trait.interactionId,
      observedAt: momentOf(trait.observedAt),
    })),
    // The scorer hears of an erasure a moment later.
    score:
      current === undefined || customer.state === 'erased' ? null : scoreOf(explained, current.halfLifeDays),
  };
}
