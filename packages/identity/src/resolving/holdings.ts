import { randomUUIDv7 } from 'node:crypto';
import type { CustomerRow, IdentifierRow } from '../model.ts';
import { emptied, holderOf, mergeInto, newRow, tell } from './settle.ts';
import type { Settlement } from './settle.ts';
import type { HoldingSeen } from '../evidence/sightings.ts';

/** Gives a conversation to the customer of the identifier that it follows, or makes it a customer of its own. */
export function settleHolding(
  settlement: Settlement,
  seen: HoldingSeen,
  known: ReadonlyMap<string, IdentifierRow>,
  foundedByIt: CustomerRow | undefined,
  now: number,
): void {
  const row = known.get(seen.identifier);
  const holder = seen.heldBy === null ? undefined : holderOf(settlement, known, seen.heldBy);
  const held = {
    heldBy: seen.heldBy,
    heldRank: seen.rank === '' ? null : seen.rank,
    heldDigest: seen.digest === '' ? null : seen.digest,
  };
  if (row) {
    if (holder === undefined) return;
    const change = settlement.altered.get(seen.identifier) ?? { before: row, after: row };
    settlement.altered.set(seen.identifier, {
      before: change.before,
      after: { ...change.after, ...held, customerId: holder },
    });
    if (foundedByIt) mergeInto(settlement, foundedByIt, holder, [], now);
    return;
  }
  const customerId = holder ?? randomUUIDv7();
  settlement.added.set(seen.identifier, {
    ...newRow({ identifier: seen.identifier, verified: false, first: seen.first }, customerId),
    ...held,
  });
  if (holder !== undefined) return;
  const after: CustomerRow = {
    ...emptied,
    id: customerId,
    founding: seen.identifier,
    state: 'active',
    mergedInto: null,
    version: 1,
    revision: 1,
    createdAt: now,
  };
  settlement.customers.set(customerId, { before: undefined, after, announced: true });
  const identified = { identifier: seen.identifier, verified: false, first: seen.first };
  tell(settlement, { customerId, change: 'created', other: null, edge: undefined, seen: identified, now });
}
