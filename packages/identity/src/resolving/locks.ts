import { changesOf } from '../evidence/changes.ts';
import type { Changes } from '../evidence/changes.ts';
import type { InteractionSeen } from '../evidence/sightings.ts';
import { Outgrown } from '../errors.ts';
import { groupsOf } from '../linking/groups.ts';
import type { Group } from '../linking/groups.ts';
import type { CustomerRow } from '../model.ts';
import { lockCustomers } from '../store/reading.ts';
import type { Executor, ToLock } from '../store/reading.ts';
import { viewOf } from './view.ts';
import type { View } from './view.ts';

/** What a batch touches, under lock. */
export interface Held {
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
export async function hold(
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
