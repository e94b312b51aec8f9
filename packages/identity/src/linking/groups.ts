import type { Changes, EdgeChange, IdentifierChange } from '../evidence/changes.ts';
import { isWeakenedByHousehold, mayReachHousehold, reachesHousehold } from './household.ts';
import { isClaim, provesPerson } from './link.ts';
import type { CustomerRow, IdentifierRow, TraitRow } from '../model.ts';
import { slotOf, usualRules } from './rules.ts';
import type { Rules } from './rules.ts';
import { hasForeignDomain } from '../evidence/mailbox.ts';
import type { IdentifierSeen } from '../evidence/sightings.ts';

/** Customers and new identifiers that a batch's changes tie together. */
export interface Group {
  /** Ids of customers. */
  readonly parties: Set<string>;
  readonly added: IdentifierSeen[];
  readonly altered: IdentifierChange[];
  readonly edges: EdgeChange[];
  readonly traits: TraitRow[];
  /** Of those, as they were known: values whose day began earlier than was known. */
  readonly receded: TraitRow[];
  /** Lines and mailboxes of a household through which parties would come together that nothing else ties. */
  readonly households: string[];
}

/**
 * Divides what changed into groups that can be settled each on its own. An edge that only became older or younger changes
 * no group; `contestedCustomer` says where its age may count.
 */
export function groupsOf(
  changes: Changes,
  identifiers: ReadonlyMap<string, IdentifierRow>,
  contestedCustomer: (id: string) => boolean,
): Group[] {
  const parent = new Map<string, string>();
  const find = (token: string): string => {
    let root = token;
    for (let next = parent.get(root); next !== undefined && next !== root; next = parent.get(root))
      root = next;
    parent.set(token, root);
    return root;
  };
  // A customer's id and an identifier cannot be the same text.
  const tokenOf = (identifier: string) => identifiers.get(identifier)?.customerId ?? identifier;
  const bears = ({ row, bearing }: EdgeChange) =>
    bearing === 'structural' ||
    (bearing === 'aged' && (contestedCustomer(tokenOf(row.low)) || contestedCustomer(tokenOf(row.high))));
  const edges = changes.edges.filter(bears);
  const tie = ({ row }: EdgeChange) => parent.set(find(tokenOf(row.low)), find(tokenOf(row.high)));
  const isDoubtful = ({ row }: EdgeChange) =>
    isWeakenedByHousehold(row) && (mayReachHousehold(row.low) || mayReachHousehold(row.high));
  for (const edge of edges) if (!isDoubtful(edge)) tie(edge);
  const households = bridges(edges.filter(isDoubtful), (identifier) => find(tokenOf(identifier)));
  for (const edge of edges) if (isDoubtful(edge)) tie(edge);

  const groups = new Map<string, Group>();
  const groupOf = (identifier: string): Group => {
    const token = tokenOf(identifier);
    const root = find(token);
    let group = groups.get(root);
    if (!group) {
      group = {
        parties: new Set(),
        added: [],
        altered: [],
        edges: [],
        traits: [],
        receded: [],
        households: [],
      };
      groups.set(root, group);
    }
    if (token !== identifier) group.parties.add(token);
    return group;
  };
  for (const seen of changes.added) groupOf(seen.identifier).added.push(seen);
  for (const change of changes.altered) groupOf(change.before.identifier).altered.push(change);
  for (const edge of edges) {
    groupOf(edge.row.low);
    groupOf(edge.row.high).edges.push(edge);
  }
  for (const identifier of households) groupOf(identifier).households.push(identifier);
  for (const trait of changes.traits) groupOf(trait.identifier).traits.push(trait);
  for (const trait of changes.receded) groupOf(trait.identifier).receded.push(trait);
  return [...groups.values()];
}

/** Lines and mailboxes of a household that these edges tie to parties which are not one without them. */
function bridges(edges: ReadonlyArray<EdgeChange>, partyOf: (identifier: string) => string): string[] {
  const met = new Map<string, Set<string>>();
  const meet = (one: string, other: string) => {
    if (!mayReachHousehold(one)) return;
    const own = partyOf(one);
    // Alone and new it only comes to its holder.
    const parties = met.get(one) ?? new Set(own === one ? [] : [own]);
    met.set(one, parties.add(partyOf(other)));
  };
  for (const { row } of edges) {
    meet(row.low, row.high);
    meet(row.high, row.low);
  }
  return [...met].filter(([one, { size }]) => size > 1 && reachesHousehold(one)).map(([one]) => one);
}

/**
 * Whether a rule may bite, so that the component must be linked anew from all its evidence. Where none does, every edge is
 * accepted whatever the order, so joining what is there gives the same.
 */
export function mayBite(
  group: Group,
  parties: ReadonlyArray<CustomerRow>,
  rules: Rules = usualRules,
): boolean {
  const proved = group.altered.filter((change) => change.proved);
  if (group.edges.length === 0 && proved.length === 0) return false;
  if (group.households.length > 0 || parties.some((party) => party.contested)) return true;
  if (group.added.some((seen) => hasForeignDomain(seen.identifier))) return true;
  const claims = parties.some((party) => party.claimed) || group.edges.some(({ row }) => isClaim(row));
  const verified =
    parties.filter((party) => party.verified).length +
    group.added.filter((seen) => provesPerson(seen.identifier, seen.verified)).length +
    proved.filter((change) => provesPerson(change.after.identifier, true)).length;
  if (claims && verified > 1) return true;
  return Object.entries(countsOf(group, parties)).some(
    ([slot, count]) => count > Math.min(rules.limitOf(slot), rules.sharedAbove(slot)),
  );
}

/** Identifiers by limit slot, of all parties and what is added. */
export function countsOf(group: Group, parties: ReadonlyArray<CustomerRow>): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (slot: string, count: number) => {
    counts[slot] = (counts[slot] ?? 0) + count;
  };
  for (const party of parties) for (const [slot, count] of Object.entries(party.counts)) add(slot, count);
  for (const { identifier } of group.added) add(slotOf(identifier), 1);
  return counts;
}
