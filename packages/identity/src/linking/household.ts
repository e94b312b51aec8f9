import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { EvidenceEdge, EvidenceNode } from './graph.ts';
import { SEPARATOR } from '../evidence/evidence.ts';
import { ruleOf, typeOf } from './rules.ts';

/** Local parts that name a family and nobody in it: `the.smiths`, `smith.family`, `familie-mueller`, `fam.jansen`. */
const familyMailbox =
  /^(the[._-].*s\d*|(family|familie|famille|familia|famiglia)[._-]?.*|(fam|household|haushalt)[._-].*|.*[a-z0-9][._-]?(family|familie)\d*)$/;

/**
 * Whether an identifier reaches a home or an office rather than one person, by its form: a fixed line by its country's number
 * plan, or a mailbox that is called after a family. Where a plan does not tell fixed lines from mobiles (North America's), no
 * number does.
 */
export function reachesHousehold(identifier: string): boolean {
  if (identifier.startsWith('phone:+')) {
    return parsePhoneNumberFromString(identifier.slice('phone:'.length))?.getType() === 'FIXED_LINE';
  }
  return (
    identifier.startsWith('email:') && familyMailbox.test(identifier.slice(6, identifier.lastIndexOf('@')))
  );
}

/** Cheap to see, where the number plan is not. */
export const mayReachHousehold = (identifier: string): boolean =>
  identifier.startsWith('phone:+') || identifier.startsWith('email:');

/** Whether a household's identifier weakens an edge: a person who joins two knows better, and two ways to write an address are one. */
export const isWeakenedByHousehold = ({ kind }: Pick<EvidenceEdge, 'kind'>): boolean =>
  kind !== 'person' && kind !== 'mailbox';

/** Identifiers that were seen with more than one other, and whose form may tell. */
function metBySeveral(edges: ReadonlyArray<EvidenceEdge>): Set<string> {
  const met = new Map<string, string>();
  const several = new Set<string>();
  const meet = (one: string, other: string) => {
    if (!mayReachHousehold(one)) return;
    const before = met.get(one);
    if (before === undefined) met.set(one, other);
    else if (before !== other) several.add(one);
  };
  for (const { low, high } of edges) {
    meet(low, high);
    meet(high, low);
  }
  return several;
}

/** Identifiers, but for vendors' entries, that were seen with both of two who are two. */
function sharedByTwo(
  edges: ReadonlyArray<EvidenceEdge>,
  cannotLinks: ReadonlyArray<readonly [string, string]>,
): Set<string> {
  const metBy = new Map<string, Set<string>>(cannotLinks.flat().map((one) => [one, new Set()]));
  if (metBy.size === 0) return new Set();
  for (const { low, high } of edges) {
    metBy.get(low)?.add(high);
    metBy.get(high)?.add(low);
  }
  const both = cannotLinks.flatMap(([one, other]) => {
    const seenWithOther = metBy.get(other);
    return [...(metBy.get(one) ?? [])].filter((met) => seenWithOther?.has(met));
  });
  return new Set(both.filter((one) => ['person', 'device'].includes(ruleOf(typeOf(one)).class)));
}

/**
 * The identifiers through which the people of a household could be brought together: by their form they reach one, or they
 * were seen with two who are said to be two. What a person said is one person's is not among them.
 */
export function householdsOf(
  nodes: ReadonlyMap<string, Pick<EvidenceNode, 'ruling'>>,
  edges: ReadonlyArray<EvidenceEdge>,
  cannotLinks: ReadonlyArray<readonly [string, string]>,
): Set<string> {
  // That two who are two were seen together says nothing more, whether it came before they were parted or again after.
  const parted = new Set(cannotLinks.flatMap(([a, b]) => [a + SEPARATOR + b, b + SEPARATOR + a]));
  const telling = edges.filter(({ low, high }) => !parted.has(low + SEPARATOR + high));
  const households = sharedByTwo(telling, cannotLinks);
  for (const one of metBySeveral(telling)) if (reachesHousehold(one)) households.add(one);
  for (const one of households) if (nodes.get(one)?.ruling === 'personal') households.delete(one);
  return households;
}
