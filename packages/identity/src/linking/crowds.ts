import type { EvidenceEdge, EvidenceNode } from './graph.ts';
import { slotOf } from './rules.ts';
import type { Rules } from './rules.ts';

/**
 * Who was seen directly with more identifiers of one slot than a person can have is used by many: a switchboard, a kiosk.
 * What is known to be many people's says nothing more about those it was seen with.
 */
export function learnShared(
  nodes: ReadonlyMap<string, EvidenceNode>,
  edges: ReadonlyArray<EvidenceEdge>,
  rules: Rules,
): string[] {
  const neighbours = new Map<string, Map<string, Set<string>>>();
  const count = (hub: string, other: string) => {
    const slots = neighbours.get(hub) ?? new Map<string, Set<string>>();
    neighbours.set(hub, slots);
    const slot = slotOf(other);
    const seen = slots.get(slot) ?? new Set<string>();
    slots.set(slot, seen.add(other));
  };
  for (const edge of edges) {
    if (edge.kind === 'person' || edge.kind === 'mailbox') continue;
    if (nodes.get(edge.low)?.shared || nodes.get(edge.high)?.shared) continue;
    count(edge.low, edge.high);
    count(edge.high, edge.low);
  }
  const crowded = ([hub, slots]: [string, Map<string, Set<string>>]) =>
    nodes.has(hub) &&
    nodes.get(hub)?.ruling !== 'personal' &&
    [...slots].some(([slot, seen]) => seen.size > rules.sharedAbove(slot));
  return [...neighbours]
    .filter(crowded)
    .map(([hub]) => hub)
    .sort();
}
