import type { EdgeChange } from '../evidence/changes.ts';
import { edgeKey, traitKey } from '../evidence/evidence.ts';
import { Outgrown } from '../errors.ts';
import { relinked } from '../linking/clusters.ts';
import type { Cluster, Component, IdentifierAdded } from '../linking/clusters.ts';
import type { Group } from '../linking/groups.ts';
import type { Rules } from '../linking/rules.ts';
import type { EdgeRow, IdentifierRow } from '../model.ts';
import { readComponent } from '../store/reading.ts';
import type { Executor } from '../store/reading.ts';
import type { Held } from './locks.ts';

interface RelinkedAll {
  readonly groups: ReadonlySet<Group>;
  readonly clusters: ReadonlyArray<Cluster>;
  readonly decided: ReadonlyArray<EdgeRow>;
  readonly redecided: ReadonlyArray<EdgeRow>;
  readonly learntAsShared: ReadonlyArray<string>;
  readonly identifiers: ReadonlyMap<string, IdentifierRow>;
}

/** Links anew the components of the groups in which a rule may bite, each from all its evidence. */
export async function relinkAll(
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
