import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { IdentityChange } from '@throughline/schemas';
import type { Cluster } from '../linking/clusters.ts';
import type { CustomerRow, EdgeRow, IdentifierRow } from '../model.ts';
import { sameProfile, sameValues } from '../linking/profile.ts';
import { isLastResort } from '../linking/rules.ts';
import { sharedByForm } from '../evidence/sightings.ts';
import type { IdentifierSeen } from '../evidence/sightings.ts';

/** Rows as they are from now on, and what is to be told of them. */
export interface Settlement {
  readonly customers: Map<
    string,
    { readonly before: CustomerRow | undefined; after: CustomerRow; announced: boolean }
  >;
  readonly added: Map<string, IdentifierRow>;
  readonly altered: Map<string, { readonly before: IdentifierRow; after: IdentifierRow }>;
  readonly told: IdentityChange[];
}

/** @param altered rows that are known to change before anything is linked */
export const newSettlement = (
  altered: ReadonlyArray<{ readonly before: IdentifierRow; readonly after: IdentifierRow }>,
): Settlement => ({
  customers: new Map(),
  added: new Map(),
  altered: new Map(altered.map(({ before, after }) => [before.identifier, { before, after }])),
  told: [],
});

export const emptied = {
  counts: {},
  identifierCount: 0,
  verified: false,
  claimed: false,
  contested: false,
  traits: {},
};

const byAge = (a: CustomerRow, b: CustomerRow) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

/** The oldest id names the customer; one founded by a conversation never does once a person is known. */
export const nameOf = (heirs: ReadonlyArray<CustomerRow>): CustomerRow | undefined =>
  heirs.filter(({ founding }) => !isLastResort(founding)).sort(byAge)[0];

function sameCounts(a: CustomerRow['counts'], b: CustomerRow['counts']): boolean {
  const slots = Object.keys(a);
  return slots.length === Object.keys(b).length && slots.every((slot) => a[slot] === b[slot]);
}

function founderOf(cluster: Cluster): string {
  const founders = [
    ...cluster.added.map(({ identifier, first }) => ({ identifier, at: first.at })),
    ...cluster.members
      .filter(({ identifier }) => !isLastResort(identifier))
      .map(({ identifier, firstAt }) => ({ identifier, at: firstAt })),
  ].sort((a, b) => a.at - b.at || (a.identifier < b.identifier ? -1 : 1));
  return founders[0]?.identifier ?? '';
}

/**
 * Gives a cluster its id and writes down what that changes: customers made, merged and revived, identifiers moved.
 * @returns the id
 * @param now epoch milliseconds
 */
export function settle(settlement: Settlement, cluster: Cluster, now: number): string {
  const before = nameOf(cluster.heirs);
  // By time first: rows of customers who came together lie together in every index, which stays fast as it outgrows memory.
  const id = before?.id ?? randomUUIDv7();
  const identifierCount = Object.values(cluster.counts).reduce((sum, count) => sum + count, 0);
  const { counts, verified, claimed, contested, traits } = cluster;
  const announced =
    before?.state !== 'active' || !sameCounts(before.counts, counts) || !sameValues(before.traits, traits);
  const silent =
    before !== undefined &&
    (before.verified !== verified ||
      before.claimed !== claimed ||
      before.contested !== contested ||
      !sameProfile(before.traits, traits) ||
      cluster.edges.length > 0);
  if (announced || silent) {
    const after: CustomerRow = {
      id,
      founding: before?.founding ?? founderOf(cluster),
      state: 'active',
      mergedInto: null,
      version: (before?.version ?? 0) + (announced ? 1 : 0),
      revision: (before?.revision ?? 0) + 1,
      ...{ counts, identifierCount, verified, claimed, contested, traits },
      createdAt: before?.createdAt ?? now,
    };
    settlement.customers.set(id, { before, after, announced });
  }
  tellBeginning(settlement, cluster, before, id, now);
  for (const heir of cluster.heirs) if (heir.id !== id) mergeInto(settlement, heir, id, cluster.edges, now);
  move(settlement, cluster, id, now);
  return id;
}

function tellBeginning(
  settlement: Settlement,
  cluster: Cluster,
  before: CustomerRow | undefined,
  id: string,
  now: number,
): void {
  const former = before
    ? before.mergedInto
    : (cluster.members.find((row) => !isLastResort(row.identifier))?.customerId ?? null);
  if (former !== null)
    tell(settlement, { customerId: id, change: 'split', other: former, edge: cluster.severed?.[0], now });
  else if (!before) {
    const [edge] = cluster.edges;
    tell(settlement, { customerId: id, change: 'created', other: null, edge, seen: cluster.added[0], now });
  } else {
    for (const seen of cluster.added) {
      const edge = cluster.edges.find(({ low, high }) => low === seen.identifier || high === seen.identifier);
      tell(settlement, { customerId: id, change: 'linked', other: null, edge, seen, now });
    }
  }
}

/**
 * Raises a customer's revision where nothing else does: what is known of its identifiers changed, so whoever has read it
 * before must read it again.
 */
export function touchCustomer(settlement: Settlement, row: CustomerRow | undefined): void {
  if (!row || settlement.customers.has(row.id)) return;
  const after = { ...row, revision: row.revision + 1 };
  settlement.customers.set(row.id, { before: row, after, announced: false });
}

/** Makes an id resolve to another customer from now on. */
export function mergeInto(
  settlement: Settlement,
  heir: CustomerRow,
  id: string,
  edges: ReadonlyArray<EdgeRow>,
  now: number,
): void {
  // A conversation may follow one cluster and then, by the same batch, another.
  const settled = settlement.customers.get(heir.id)?.after ?? heir;
  if (settled.mergedInto === id) return;
  if (heir.mergedInto === id) {
    settlement.customers.delete(heir.id);
    return;
  }
  const after: CustomerRow = {
    ...heir,
    ...emptied,
    state: 'merged',
    mergedInto: id,
    version: heir.version + 1,
    revision: heir.revision + 1,
  };
  settlement.customers.set(heir.id, { before: heir, after, announced: true });
  if (heir.state === 'active') {
    tell(settlement, { customerId: heir.id, change: 'merged', other: id, edge: edges[0], now });
  }
}

function move(settlement: Settlement, cluster: Cluster, id: string, now: number): void {
  const merged = new Set(cluster.heirs.map((heir) => heir.id));
  for (const seen of cluster.added) settlement.added.set(seen.identifier, newRow(seen, id));
  for (const row of cluster.members) {
    if (row.customerId === id) continue;
    const change = settlement.altered.get(row.identifier) ?? { before: row, after: row };
    settlement.altered.set(row.identifier, {
      before: change.before,
      after: { ...change.after, customerId: id },
    });
    // It comes from a customer that goes on without it.
    if (
      merged.has(row.customerId) ||
      isLastResort(row.identifier) ||
      settlement.customers.get(id)?.before === undefined
    )
      continue;
    const edge = cluster.edges.find(({ low, high }) => low === row.identifier || high === row.identifier);
    tell(settlement, { customerId: id, change: 'linked', other: row.customerId, edge, now });
  }
}

export const newRow = (
  { identifier, verified, first }: IdentifierSeen,
  customerId: string,
): IdentifierRow => ({
  identifier,
  customerId,
  verified,
  shared: sharedByForm(identifier),
  firstAt: first.at,
  firstInteraction: first.interaction,
  heldBy: null,
  heldRank: null,
  heldDigest: null,
  ruling: null,
  validFrom: null,
  validTo: null,
  lifeOf: null,
  version: 1,
});

/** Whose an identifier is after what has been settled so far. */
export function holderOf(
  settlement: Settlement,
  known: ReadonlyMap<string, IdentifierRow>,
  identifier: string,
): string | undefined {
  return (
    settlement.altered.get(identifier)?.after.customerId ??
    settlement.added.get(identifier)?.customerId ??
    known.get(identifier)?.customerId
  );
}

interface Telling {
  readonly customerId: string;
  readonly change: string;
  readonly other: string | null;
  readonly edge: EdgeRow | undefined;
  readonly seen?: IdentifierSeen | undefined;
  /** Of the customer, where its row does not change. */
  readonly version?: number;
  readonly now: number;
}

export function tell(
  settlement: Settlement,
  { customerId, change, other, edge, seen, version = 0, now }: Telling,
): void {
  const evidence = edge?.first ?? seen?.first;
  settlement.told.push({
    changeId: randomUUID(),
    customerId,
    version: settlement.customers.get(customerId)?.after.version ?? version,
    change,
    otherCustomerId: other,
    fromIdentifier: edge?.low ?? seen?.identifier ?? null,
    toIdentifier: edge?.high ?? null,
    interactionId: evidence?.interaction ?? null,
    digest: evidence?.digest ?? null,
    commandId: null,
    recordedAt: now,
  });
}
