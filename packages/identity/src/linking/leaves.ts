import { sql } from 'kysely';
import { edgeKey } from '../evidence/evidence.ts';
import type { EdgeChange } from '../evidence/changes.ts';
import { countsOf } from './groups.ts';
import type { Group } from './groups.ts';
import { reachesHousehold } from './household.ts';
import type { CustomerRow } from '../model.ts';
import type { Executor } from '../store/reading.ts';
import { ruleOf, slotOf, typeOf } from './rules.ts';
import type { Rules } from './rules.ts';
import type { View } from '../resolving/view.ts';

/** A device, and the one identifier that it was seen with in this batch. */
interface Leaf {
  readonly device: string;
  readonly hub: string;
}

interface Candidate {
  readonly group: Group;
  readonly leaves: ReadonlyArray<Leaf>;
}

const isDevice = (identifier: string) => ruleOf(typeOf(identifier)).class === 'device';

/** A new edge, or one now known to be older that holds, between a device and something that is none; else undefined. */
function leafOf({ row, bearing }: EdgeChange, view: View): Leaf | undefined {
  const known = view.edges.get(edgeKey(row));
  if (known ? bearing !== 'aged' || !known.accepted : view.unmet.has(row.low) || view.unmet.has(row.high))
    return;
  const [device, hub] = isDevice(row.low) ? [row.low, row.high] : [row.high, row.low];
  return isDevice(device) && !isDevice(hub) && !reachesHousehold(hub) ? { device, hub } : undefined;
}

function candidateOf(
  group: Group,
  parties: ReadonlyArray<CustomerRow>,
  view: View,
  rules: Rules,
): Candidate | undefined {
  if (parties.length !== 1 || group.households.length > 0) return;
  if (group.altered.some(({ proved }) => proved)) return;
  const hubs = new Map<string, string>();
  for (const edge of group.edges) {
    const leaf = leafOf(edge, view);
    if (!leaf || (hubs.get(leaf.device) ?? leaf.hub) !== leaf.hub || !view.identifiers.has(leaf.hub)) return;
    hubs.set(leaf.device, leaf.hub);
  }
  if (group.added.some(({ identifier }) => !hubs.has(identifier))) return;
  const leaves = [...hubs].map(([device, hub]) => ({ device, hub }));
  const tooMany = Object.entries(countsOf(group, parties)).some(
    ([slot, count]) => count > rules.limitOf(slot),
  );
  const alone = leaves.some(({ hub }) => rules.sharedAbove(slotOf(hub)) < 1);
  return tooMany || alone || leaves.length === 0 ? undefined : { group, leaves };
}

/**
 * Of groups in which a rule may bite, those where none does after all, because a customer only gains devices that were seen
 * with one identifier of theirs and nothing else: such a device proves nobody, is nobody's foe and ties no two together, so all
 * other edges are decided as they were. A contested customer of thousands of devices need not be read whole for one more.
 * @returns each with what is left of it to be joined: an edge that is only older than was known counts for nothing here
 */
export async function gainingLeaves(
  trx: Executor,
  groups: ReadonlyArray<Group>,
  partiesOf: (group: Group) => ReadonlyArray<CustomerRow>,
  view: View,
  rules: Rules,
): Promise<Map<Group, Group>> {
  const candidates = groups.flatMap((group) => candidateOf(group, partiesOf(group), view, rules) ?? []);
  const leaves = candidates.flatMap((one) => one.leaves);
  if (leaves.length === 0) return new Map();
  const entangled = await entangledOf(trx, leaves);
  const crowded = await crowdedOf(trx, leaves, rules);
  const isFree = ({ device, hub }: Leaf) => !entangled.has(device) && !crowded.has(hub);
  return new Map(
    candidates
      .filter((candidate) => candidate.leaves.every(isFree))
      .map(({ group }) => [
        group,
        { ...group, edges: group.edges.filter(({ bearing }) => bearing === 'structural') },
      ]),
  );
}

/** Devices that were seen with something else before, or are said not to be somebody's. */
async function entangledOf(trx: Executor, leaves: ReadonlyArray<Leaf>): Promise<Set<string>> {
  const { rows } = await sql<{ device: string }>`
    select device from unnest(${leaves.map(({ device }) => device)}::text[], ${leaves.map(({ hub }) => hub)}::text[])
      as k (device, hub)
    where exists (select from identity.edges e where e.low = k.device and e.high <> k.hub and e.withdrawn_at is null)
      or exists (select from identity.edges e where e.high = k.device and e.low <> k.hub and e.withdrawn_at is null)
      or exists (select from identity.cannot_links c where c.low = k.device and c.withdrawn_at is null)
      or exists (select from identity.cannot_links c where c.high = k.device and c.withdrawn_at is null)`.execute(
    trx,
  );
  return new Set(rows.map(({ device }) => device));
}

/** Hubs that, with these, were seen with so many that they may turn out to be many people's. */
async function crowdedOf(trx: Executor, leaves: ReadonlyArray<Leaf>, rules: Rules): Promise<Set<string>> {
  const most = new Map<string, { room: number; more: number }>();
  for (const { device, hub } of leaves) {
    const { room, more } = most.get(hub) ?? { room: Number.MAX_SAFE_INTEGER, more: 0 };
    most.set(hub, { room: Math.min(room, rules.sharedAbove(slotOf(device))), more: more + 1 });
  }
  // Counted no further than matters.
  const free = [...most.values()].map(({ room, more }) => Math.max(0, room - more));
  const { rows } = await sql<{ hub: string }>`
    select hub from unnest(${[...most.keys()]}::text[], ${free}::bigint[]) as k (hub, free)
    where (select count(*) from (
      select from identity.edges e where e.low = k.hub and e.withdrawn_at is null
      union all select from identity.edges e where e.high = k.hub and e.withdrawn_at is null
      limit k.free + 1) as edge) > k.free`.execute(trx);
  return new Set(rows.map(({ hub }) => hub));
}
