import { changesOf, isNothing } from '../evidence/changes.ts';
import type { Changes, EdgeChange } from '../evidence/changes.ts';
import { joined, relinked } from '../linking/clusters.ts';
import type { Cluster, Component, IdentifierAdded } from '../linking/clusters.ts';
import { Outgrown } from '../errors.ts';
import { edgeKey, traitKey } from '../evidence/evidence.ts';
import { groupsOf, mayBite } from '../linking/groups.ts';
import type { Group } from '../linking/groups.ts';
import { isToldBy } from '../linking/profile.ts';
import type { CustomerRow, EdgeRow, IdentifierRow, TraitRow } from '../model.ts';
import { gainingLeaves } from '../linking/leaves.ts';
import { lockCustomers, readComponent, readMembers } from '../store/reading.ts';
import type { Executor, ToLock } from '../store/reading.ts';
import { settleHolding } from './holdings.ts';
import { holderOf, nameOf, newSettlement, settle, touchCustomer } from './settle.ts';
import type { Settlement } from './settle.ts';
import type { InteractionSeen } from '../evidence/sightings.ts';
import { usualRules } from '../linking/rules.ts';
import type { Rules } from '../linking/rules.ts';
import { viewOf } from './view.ts';
import type { View } from './view.ts';

/** Everything that a batch changes, worked out under the locks of the customers that it touches. */
export interface Outcome {
  readonly view: View;
  readonly settlement: Settlement;
  /** Edges that are new or whose decision is new. */
  readonly decided: ReadonlyArray<EdgeRow>;
  /** Edges that were only seen again. */
  readonly touched: ReadonlyArray<EdgeRow>;
  readonly traits: ReadonlyArray<TraitRow>;
  /** Edges decided otherwise than before, as they were. */
  readonly redecided: ReadonlyArray<EdgeRow>;
  readonly learntAsShared: ReadonlyArray<string>;
}

interface Held {
  readonly view: View;
  readonly changes: Changes;
  readonly groups: Group[];
  /** Locked customers by id. */
  readonly locked: Map<string, CustomerRow>;
  /** Those of them with all that were merged into them. */
  readonly complete: ReadonlySet<string>;
}

function toLock(view: View, changes: Changes, groups: ReadonlyArray<Group>): ToLock {
  const ids = new Set(groups.flatMap((group) => [...group.parties]));
  for (const { identifier, heldBy } of changes.holdings) {
    for (const end of [identifier, heldBy]) {
      const customer = end === null ? undefined : view.identifiers.get(end)?.customerId;
      if (customer !== undefined) ids.add(customer);
    }
  }
  return {
    ids: [...ids],
    withMergedInto: groups.filter(({ parties }) => parties.size > 1).flatMap(({ parties }) => [...parties]),
    foundedBy: changes.holdings
      .map(({ identifier }) => identifier)
      .filter((one) => view.identifiers.has(one)),
  };
}

/**
 * Locks what the batch touches, all at once and so in order, and makes sure that what was read of it is still so; where it
 * is not, reads again.
 * @throws Outgrown where what is read then takes more locks
 */
async function hold(
  trx: Executor,
  batch: ReadonlyArray<InteractionSeen>,
  first: View,
  lockAlso: ReadonlySet<string>,
): Promise<Held> {
  const locked = new Map<string, CustomerRow>();
  const complete = new Set<string>();
  const plan = (view: View) => {
    const changes = changesOf(view.evidence, view);
    const groups = groupsOf(changes, view.identifiers, (id) => view.standings.get(id)?.contested === true);
    const want = toLock(view, changes, groups);
    const isStale = () =>
      want.ids.some((id) => locked.get(id)?.revision !== view.standings.get(id)?.revision);
    return { view, changes, groups, locked, complete, want, isStale };
  };
  const planned = plan(first);
  const more = [...lockAlso];
  const { ids, withMergedInto, foundedBy } = planned.want;
  const all = { ids: [...ids, ...more], withMergedInto: [...withMergedInto, ...more], foundedBy };
  for (const row of await lockCustomers(trx, all)) locked.set(row.id, row);
  for (const id of all.withMergedInto) complete.add(id);
  if (!planned.isStale()) return planned;
  const again = plan(await viewOf(trx, batch));
  const isCovered =
    again.want.ids.every((id) => locked.has(id)) &&
    again.want.withMergedInto.every((id) => complete.has(id)) &&
    again.want.foundedBy.every((identifier) => foundedBy.includes(identifier));
  if (!isCovered) throw new Outgrown([...again.want.ids, ...more]);
  return again;
}

/**
 * Works out what the batch changes. Must run inside the transaction that then writes it.
 * @throws Outgrown where more customers must be locked: end the transaction, and add them to `lockAlso` in the next
 */
export async function workOut(
  trx: Executor,
  batch: ReadonlyArray<InteractionSeen>,
  first: View,
  lockAlso: ReadonlySet<string>,
  now: number,
  rules: Rules = usualRules,
): Promise<Outcome> {
  const held = await hold(trx, batch, first, lockAlso);
  const { view, changes, groups, locked } = held;
  const settlement = newSettlement(changes.altered);
  const nothing = {
    view,
    settlement,
    decided: [],
    touched: [],
    redecided: [],
    traits: [],
    learntAsShared: [],
  };
  if (isNothing(changes)) return nothing;

  const partiesOf = (group: Group) => [...group.parties].flatMap((id) => locked.get(id) ?? []);
  const mayBeBiting = groups.filter((group) => mayBite(group, partiesOf(group), rules));
  const leaves = await gainingLeaves(trx, mayBeBiting, partiesOf, view, rules);
  // A profile that tells a value by a saying that no longer counts is made anew from all that was said.
  const isOutdated = (group: Group) =>
    group.receded.some((trait) => partiesOf(group).some(({ traits }) => isToldBy(traits, trait)));
  const biting = [
    ...new Set([...mayBeBiting.filter((group) => !leaves.has(group)), ...groups.filter(isOutdated)]),
  ];
  const relink = biting.length === 0 ? undefined : await relinkAll(trx, held, biting, rules);
  const plain = groups
    .filter((group) => relink?.groups.has(group) !== true)
    .map((group) => leaves.get(group) ?? group);
  const clusters = [...(relink?.clusters ?? []), ...(await joinAll(trx, plain, partiesOf, locked, rules))];
  for (const cluster of clusters) settle(settlement, cluster, now);
  for (const identifier of relink?.learntAsShared ?? []) {
    markShared(settlement, view, relink?.identifiers, identifier);
    touchCustomer(
      settlement,
      locked.get(holderOf(settlement, relink?.identifiers ?? new Map(), identifier) ?? ''),
    );
  }
  settleHoldings(settlement, held, now);
  remember(settlement, view);
  countVersions(settlement);

  const decided = [
    ...plain.flatMap((group) => group.edges.map(({ row }) => row)),
    ...(relink?.decided ?? []),
  ];
  const decidedKeys = new Set(decided.map(edgeKey));
  const touched = changes.edges.map(({ row }) => row).filter((row) => !decidedKeys.has(edgeKey(row)));
  const learntAsShared = relink?.learntAsShared ?? [];
  const redecided = relink?.redecided ?? [];
  return { view, settlement, decided, touched, redecided, traits: changes.traits, learntAsShared };
}

/** Joins the parties of each group in which no rule bites. */
async function joinAll(
  trx: Executor,
  groups: ReadonlyArray<Group>,
  partiesOf: (group: Group) => CustomerRow[],
  locked: ReadonlyMap<string, CustomerRow>,
  rules: Rules,
): Promise<Cluster[]> {
  const several = groups.filter((group) => group.parties.size > 1);
  const heirsOf = (group: Group) =>
    group.parties.size > 1
      ? [...locked.values()].filter(
          ({ id, mergedInto }) => group.parties.has(id) || group.parties.has(mergedInto ?? ''),
        )
      : partiesOf(group);
  const leaving = several.flatMap((group) => {
    const name = nameOf(heirsOf(group))?.id;
    return [...group.parties].filter((id) => id !== name);
  });
  const members = new Map<string, IdentifierRow[]>();
  for (const row of leaving.length > 0 ? await readMembers(trx, leaving) : []) {
    members.set(row.customerId, [...(members.get(row.customerId) ?? []), row]);
  }
  return groups.map((group) =>
    joined(
      group,
      partiesOf(group),
      heirsOf(group),
      [...group.parties].flatMap((id) => members.get(id) ?? []),
      rules,
    ),
  );
}

interface RelinkedAll {
  readonly groups: ReadonlySet<Group>;
  readonly clusters: ReadonlyArray<Cluster>;
  readonly decided: ReadonlyArray<EdgeRow>;
  readonly redecided: ReadonlyArray<EdgeRow>;
  readonly learntAsShared: ReadonlyArray<string>;
  readonly identifiers: ReadonlyMap<string, IdentifierRow>;
}

/** Links anew the components of the groups in which a rule may bite, each from all its evidence. */
async function relinkAll(
  trx: Executor,
  held: Held,
  biting: ReadonlyArray<Group>,
  rules: Rules,
): Promise<RelinkedAll> {
  const parties = biting.flatMap((group) => [...group.parties]);
  const extra = biting.flatMap((group) => group.added.map(({ identifier }) => identifier));
  const found = await lockedComponent(trx, held, parties, extra);
  const reaches = (group: Group) => [...group.parties].some((id) => found.customerIds.has(id));
  const groups = new Set(held.groups.filter((group) => biting.includes(group) || reaches(group)));

  const identifiers = new Map(found.identifiers);
  const edges = new Map(found.edges);
  const traits = new Map(found.traits);
  const added = new Map<string, IdentifierAdded>();
  const changed = new Map<string, EdgeChange>();
  for (const group of groups) {
    for (const seen of group.added)
      added.set(seen.identifier, {
        ...seen,
        shared: held.view.isShared(seen.identifier),
        ruling: held.view.unmet.get(seen.identifier)?.ruling ?? null,
      });
    for (const { after } of group.altered) identifiers.set(after.identifier, after);
    for (const change of group.edges) changed.set(edgeKey(change.row), change);
    for (const trait of group.traits) traits.set(traitKey(trait), trait);
  }
  for (const change of held.changes.edges) {
    const key = edgeKey(change.row);
    if (edges.has(key) || changed.has(key)) edges.set(key, change.row);
  }
  const customers = [...held.locked.values()].filter(
    ({ id, mergedInto }) => found.customerIds.has(id) || found.customerIds.has(mergedInto ?? ''),
  );
  const component: Component = { identifiers, edges, traits, cannotLinks: found.cannotLinks, customers };
  return { groups, identifiers, ...relinked(component, added, changed, rules) };
}

/** Reads a component, all of whose customers, and those merged into them, must be locked: so it cannot change before the commit. */
async function lockedComponent(
  trx: Executor,
  { locked, complete }: Pick<Held, 'locked' | 'complete'>,
  parties: ReadonlyArray<string>,
  extra: ReadonlyArray<string>,
) {
  const component = await readComponent(trx, parties, extra);
  const ids = [...component.customerIds];
  if (!ids.every((id) => locked.has(id) && complete.has(id))) throw new Outgrown(ids);
  return component;
}

function markShared(
  settlement: Settlement,
  view: View,
  component: ReadonlyMap<string, IdentifierRow> | undefined,
  identifier: string,
): void {
  const added = settlement.added.get(identifier);
  if (added) settlement.added.set(identifier, { ...added, shared: true });
  const row = view.identifiers.get(identifier) ?? component?.get(identifier);
  if (!row) return;
  const change = settlement.altered.get(identifier) ?? { before: row, after: row };
  settlement.altered.set(identifier, { before: change.before, after: { ...change.after, shared: true } });
}

function settleHoldings(settlement: Settlement, { view, changes, locked }: Held, now: number): void {
  if (changes.holdings.length === 0) return;
  const byFounding = new Map([...locked.values()].map((row) => [row.founding, row]));
  for (const seen of changes.holdings) {
    settleHolding(settlement, seen, view.identifiers, byFounding.get(seen.identifier), now);
  }
}

/** What was said of identifiers before they were known, or before they were erased, goes with them. */
function remember(settlement: Settlement, { unmet, isShared }: View): void {
  for (const [identifier, { ruling, erasedAt, version }] of unmet) {
    const row = settlement.added.get(identifier);
    if (!row) continue;
    const validFrom = erasedAt === null ? null : erasedAt + 1;
    const shared = ruling === 'personal' ? false : row.shared || isShared(identifier);
    settlement.added.set(identifier, { ...row, ruling, validFrom, version: version + 1, shared });
  }
}

export function countVersions(settlement: Settlement): void {
  for (const change of settlement.altered.values()) {
    const { before, after } = change;
    const isTold =
      before.customerId !== after.customerId ||
      before.verified !== after.verified ||
      before.validFrom !== after.validFrom;
    change.after = { ...after, version: before.version + (isTold ? 1 : 0) };
  }
}

/** Whose each identifier of the batch is once this is written. */
export const customerAfter = ({ settlement, view }: Outcome, identifier: string): string | undefined =>
  holderOf(settlement, view.identifiers, identifier);
