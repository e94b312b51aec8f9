import type { Amendment, Amended } from './amendment.ts';
import { amended, effective, namedIn } from './amendment.ts';
import type { Cluster, Component } from '../linking/clusters.ts';
import { relinked } from '../linking/clusters.ts';
import { Outgrown } from '../errors.ts';
import type { EdgeRow, IdentifierRow } from '../model.ts';
import { lockCustomers, readComponent, readIdentifiers } from '../store/reading.ts';
import type { Executor } from '../store/reading.ts';
import type { Rules } from '../linking/rules.ts';
import { newSettlement, settle, touchCustomer } from '../resolving/settle.ts';
import type { Settlement } from '../resolving/settle.ts';
import { countVersions } from '../resolving/transact.ts';

export interface Scope {
  /** Identifiers and customers that the change is about. */
  readonly identifiers: ReadonlyArray<string>;
  readonly customers?: ReadonlyArray<string>;
  /** Looked through even where many people use them. */
  readonly open?: ReadonlySet<string> | ((row: IdentifierRow) => boolean);
  /** Customers that an earlier attempt found to be needed. */
  readonly lockAlso: ReadonlySet<string>;
  /** False where nothing will be written. */
  readonly lock: boolean;
}

/** Everything known around identifiers, locked so that it cannot change before the commit.
 * @throws Outgrown where more customers must be locked
 */
export async function holdComponent(trx: Executor, scope: Scope): Promise<Component> {
  const owners = async () => {
    const { identifiers } = await readIdentifiers(trx, scope.identifiers);
    const found = [...identifiers.values()].map(({ customerId }) => customerId);
    return [...new Set([...found, ...(scope.customers ?? [])])];
  };
  const first = [...new Set([...(await owners()), ...scope.lockAlso])];
  const held = async (ids: ReadonlyArray<string>) =>
    new Map(
      (await lockCustomers(trx, { ids, withMergedInto: ids, foundedBy: [] }, scope.lock)).map((row) => [
        row.id,
        row,
      ]),
    );
  const { open } = scope;
  const isOpen =
    typeof open === 'function' ? open : (row: IdentifierRow) => open?.has(row.identifier) === true;
  let customers = await held(first);
  const component = await readComponent(trx, await owners(), [], isOpen);
  const needed = [...component.customerIds];
  const missing = needed.filter((id) => !first.includes(id));
  if (missing.length > 0) {
    if (scope.lock) throw new Outgrown([...first, ...needed]);
    customers = await held([...first, ...needed]);
  }
  const own = [...customers.values()].filter(
    ({ id, mergedInto }) => component.customerIds.has(id) || component.customerIds.has(mergedInto ?? ''),
  );
  return { ...component, customers: own };
}

/** What follows from an amendment, worked out and not written. */
export interface Resettled {
  readonly amendment: Amendment;
  readonly settlement: Settlement;
  readonly clusters: ReadonlyArray<{ readonly id: string; readonly cluster: Cluster }>;
  readonly decided: ReadonlyArray<EdgeRow>;
  readonly redecided: ReadonlyArray<EdgeRow>;
  readonly learntAsShared: ReadonlyArray<string>;
  /** What undoes it, where that is not the amendment's inverse. */
  readonly inverse?: Amendment;
  /** What else is to be written, before the rest. */
  readonly alsoWrite?: (trx: Executor) => Promise<void>;
}

/** Links a component anew from its evidence as amended, and settles what that changes. */
export function resettle(before: Component, wanted: Amendment, rules: Rules, now: number): Resettled {
  const amendment = effective(wanted, before);
  return resettleAmended(amended(before, amendment), amendment, rules, now);
}

export function resettleAmended(
  { component, changed, ruled }: Amended,
  amendment: Amendment,
  rules: Rules,
  now: number,
): Resettled {
  const settlement = newSettlement(ruled);
  const linked = relinked(component, new Map(), changed, rules, amendment.withdraw);
  const clusters = linked.clusters.map((cluster) => ({ id: settle(settlement, cluster, now), cluster }));
  const named = new Set([
    ...namedIn(amendment),
    ...ruled.map(({ before }) => before.identifier),
    ...linked.learntAsShared,
  ]);
  for (const { id, cluster } of clusters) {
    if (!cluster.members.some(({ identifier }) => named.has(identifier))) continue;
    touchCustomer(
      settlement,
      cluster.heirs.find((heir) => heir.id === id),
    );
  }
  for (const identifier of linked.learntAsShared) {
    const row = component.identifiers.get(identifier);
    if (!row) continue;
    const change = settlement.altered.get(identifier) ?? { before: row, after: row };
    settlement.altered.set(identifier, {
      before: change.before,
      after: { ...change.after, shared: true },
    });
  }
  countVersions(settlement);
  const { decided, redecided, learntAsShared } = linked;
  return { amendment, settlement, clusters, decided, redecided, learntAsShared };
}
