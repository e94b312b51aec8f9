import { isNothing } from '../evidence/changes.ts';
import { edgeKey } from '../evidence/evidence.ts';
import type { InteractionSeen } from '../evidence/sightings.ts';
import { joined } from '../linking/clusters.ts';
import type { Cluster } from '../linking/clusters.ts';
import { mayBite } from '../linking/groups.ts';
import type { Group } from '../linking/groups.ts';
import { gainingLeaves } from '../linking/leaves.ts';
import { isToldBy } from '../linking/profile.ts';
import { usualRules } from '../linking/rules.ts';
import type { Rules } from '../linking/rules.ts';
import type { CustomerRow, EdgeRow, IdentifierRow, TraitRow } from '../model.ts';
import { readMembers } from '../store/reading.ts';
import type { Executor } from '../store/reading.ts';
import { settleHolding } from './holdings.ts';
import { hold } from './locks.ts';
import type { Held } from './locks.ts';
import { relinkAll } from './relinking.ts';
import { holderOf, nameOf, newSettlement, settle, touchCustomer } from './settle.ts';
import type { Settlement } from './settle.ts';
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
