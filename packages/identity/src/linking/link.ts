import { learnShared } from './crowds.ts';
import type { EvidenceEdge, EvidenceNode } from './graph.ts';
import { householdsOf, isWeakenedByHousehold } from './household.ts';
import { lookAlikes } from '../evidence/mailbox.ts';
import { ruleOf, ruleOfSlot, slotOf, typeOf, usualRules } from './rules.ts';
import type { Rules } from './rules.ts';

export interface Decision {
  readonly accepted: boolean;
  /** `limit:<slot>`, `exclusive:<slot>`, `claimed`, `cannot-link`, `shared`, `blocked`, `confusable` or `household`. */
  readonly refusal: string | null;
}

export interface Linking {
  /** For each identifier, the least identifier of its customer. */
  readonly clusterOf: ReadonlyMap<string, string>;
  /** One for each edge given, in the order given. */
  readonly decisions: ReadonlyArray<Decision>;
  /**
   * Names, as in `clusterOf`, of customers whose identifiers would not all be one's without a household's line or mailbox: such
   * a bond may break as evidence comes.
   */
  readonly heldByHousehold: ReadonlySet<string>;
  /** Identifiers found to be many people's, sorted. */
  readonly learntAsShared: ReadonlyArray<string>;
}

/** Whether an edge is only somebody's claim: two verified customers are never merged on one. */
export const isClaim = (edge: Pick<EvidenceEdge, 'kind' | 'verified'>): boolean =>
  edge.kind === 'observed' && !edge.verified;

/** Whether an identifier makes its customer a verified one: a proved way to reach or name a person. */
export const provesPerson = (identifier: string, verified: boolean): boolean =>
  verified && ruleOf(typeOf(identifier)).class === 'person';

/** Whether an edge is one of a household's line or mailbox, and so may give that a holder, but never join two. */
const isOfHousehold = (edge: EvidenceEdge, households: ReadonlySet<string>): boolean =>
  isWeakenedByHousehold(edge) && (households.has(edge.low) || households.has(edge.high));

/** Last of all comes what a household's line or mailbox says: by then it is known who else is one. */
function rankOf(edge: EvidenceEdge, households: ReadonlySet<string>): number {
  if (isOfHousehold(edge, households)) return 0;
  if (edge.kind === 'person') return 6;
  if (edge.kind === 'mailbox') return 5;
  if (edge.kind === 'observed') return edge.verified ? 4 : 1;
  return edge.kind === 'record' ? 3 : 2;
}

const strengthOf = (edge: EvidenceEdge): number =>
  Math.min(ruleOf(typeOf(edge.low)).priority, ruleOf(typeOf(edge.high)).priority);

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Strength (who says it, then how telling the types are), first seen, value. */
function canonically(edges: ReadonlyArray<EvidenceEdge>, households: ReadonlySet<string>): EvidenceEdge[] {
  const ranked = edges.map((edge) => ({ edge, rank: rankOf(edge, households), strength: strengthOf(edge) }));
  ranked.sort(
    (a, b) =>
      b.rank - a.rank ||
      b.strength - a.strength ||
      a.edge.firstAt - b.edge.firstAt ||
      byText(a.edge.low, b.edge.low) ||
      byText(a.edge.high, b.edge.high) ||
      byText(a.edge.kind, b.edge.kind),
  );
  return ranked.map(({ edge }) => edge);
}

interface Cluster {
  readonly members: string[];
  readonly counts: Map<string, number>;
  verified: boolean;
  /** Something in it names or reaches one person, or is a vendor's entry on one. */
  isSomebody: boolean;
  heldByHousehold: boolean;
}

type Foes = ReadonlyMap<string, ReadonlySet<string>>;

function foesOf(pairs: ReadonlyArray<readonly [string, string]>): Foes {
  const foes = new Map<string, Set<string>>();
  for (const [a, b] of pairs) {
    foes.set(a, (foes.get(a) ?? new Set()).add(b));
    foes.set(b, (foes.get(b) ?? new Set()).add(a));
  }
  return foes;
}

/** Whether a member of the one and a member of the other are foes. Costs what the smaller one has members. */
function areFoes(a: Cluster, b: Cluster, foes: Foes, clusters: ReadonlyMap<string, Cluster>): boolean {
  if (foes.size === 0) return false;
  const [small, large] = a.members.length < b.members.length ? [a, b] : [b, a];
  return small.members.some((member) =>
    [...(foes.get(member) ?? [])].some((foe) => clusters.get(foe) === large),
  );
}

interface Protections {
  /** What somebody said are two. */
  readonly forbidden: Foes;
  /** Addresses whose domains only look the same. */
  readonly alike: Foes;
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly households: ReadonlySet<string>;
  readonly rules: Rules;
}

function refusalOf(
  edge: EvidenceEdge,
  a: Cluster,
  b: Cluster,
  { forbidden, alike, clusters, households, rules }: Protections,
) {
  if (areFoes(a, b, forbidden, clusters)) return 'cannot-link';
  if (edge.kind !== 'person' && areFoes(a, b, alike, clusters)) return 'confusable';
  if (a.isSomebody && b.isSomebody && isOfHousehold(edge, households)) return 'household';
  if (isClaim(edge) && a.verified && b.verified) return 'claimed';
  const small = a.members.length < b.members.length ? a : b;
  const slots = [...small.counts.keys()].sort(byText);
  for (const slot of slots) {
    if ((a.counts.get(slot) ?? 0) + (b.counts.get(slot) ?? 0) > rules.limitOf(slot)) {
      return `${ruleOfSlot(slot).exclusive ? 'exclusive' : 'limit'}:${slot}`;
    }
  }
  return undefined;
}

/**
 * Who is one person: a pure function of the evidence. Edges are taken greedily in canonical order, and an edge is refused
 * where accepting it would break a protection, so neither the order of arrival nor repetition matters. Give it a whole
 * component of the evidence, refused edges included: what lies outside cannot bear on it.
 */
export function link(
  nodes: ReadonlyMap<string, EvidenceNode>,
  edges: ReadonlyArray<EvidenceEdge>,
  cannotLinks: ReadonlyArray<readonly [string, string]> = [],
  rules: Rules = usualRules,
): Linking {
  const learntAsShared = learnShared(nodes, edges, rules);
  const shared = new Set(learntAsShared);
  for (const node of nodes.values()) if (node.shared) shared.add(node.identifier);
  const forbidden = foesOf(cannotLinks);
  const alike = foesOf(lookAlikes(nodes.keys()));
  const isBlocked = (identifier: string) => nodes.get(identifier)?.ruling === 'blocked';
  const refusals = new Map<EvidenceEdge, string>();
  for (const edge of edges) {
    if (isBlocked(edge.low) || isBlocked(edge.high)) refusals.set(edge, 'blocked');
    else if (edge.kind !== 'person' && (shared.has(edge.low) || shared.has(edge.high)))
      refusals.set(edge, 'shared');
  }
  // What is refused for a value's own sake is so whoever holds it: such edges are not read again with every change.
  const forThemselves = new Set(refusals.keys());
  const telling = edges.filter((edge) => !forThemselves.has(edge));
  const households = householdsOf(nodes, telling, cannotLinks);
  const clusters = new Map<string, Cluster>();
  for (const { identifier, verified } of nodes.values()) {
    clusters.set(identifier, {
      members: [identifier],
      counts: new Map([[slotOf(identifier), 1]]),
      verified: provesPerson(identifier, verified),
      isSomebody: !households.has(identifier) && tellsPerson(identifier),
      heldByHousehold: false,
    });
  }
  for (const edge of canonically(telling, households)) {
    const [a, b] = [clusters.get(edge.low), clusters.get(edge.high)];
    if (!a || !b || a === b) continue;
    const refusal = refusalOf(edge, a, b, { forbidden, alike, clusters, households, rules });
    if (refusal) refusals.set(edge, refusal);
    else {
      // A line or mailbox alone that comes to its holder holds nothing together.
      const isAlone = [a, b].some(({ members }) => members.length === 1 && households.has(members[0] ?? ''));
      unite(a, b, clusters).heldByHousehold ||= isOfHousehold(edge, households) && !isAlone;
    }
  }
  const { clusterOf, heldByHousehold } = named(clusters);
  return {
    clusterOf,
    heldByHousehold,
    // An edge refused on its own may still lie within one customer, joined by others: then nothing is left to decide.
    decisions: edges.map((edge) => {
      const refusal = refusals.get(edge);
      const within = clusters.get(edge.low) === clusters.get(edge.high);
      return refusal === undefined || (within && !forThemselves.has(edge))
        ? { accepted: true, refusal: null }
        : { accepted: false, refusal };
    }),
    learntAsShared,
  };
}

/** Whether an identifier names or reaches one person, or is a vendor's entry on one. */
function tellsPerson(identifier: string): boolean {
  const kind = ruleOf(typeOf(identifier)).class;
  return kind === 'person' || kind === 'record';
}

function unite(a: Cluster, b: Cluster, clusters: Map<string, Cluster>): Cluster {
  const [small, large] = a.members.length < b.members.length ? [a, b] : [b, a];
  for (const member of small.members) {
    large.members.push(member);
    clusters.set(member, large);
  }
  for (const [slot, count] of small.counts) large.counts.set(slot, (large.counts.get(slot) ?? 0) + count);
  large.verified ||= small.verified;
  large.isSomebody ||= small.isSomebody;
  large.heldByHousehold ||= small.heldByHousehold;
  return large;
}

/** Names each customer by its least identifier. */
function named(clusters: ReadonlyMap<string, Cluster>): Pick<Linking, 'clusterOf' | 'heldByHousehold'> {
  const least = new Map<Cluster, string>();
  const clusterOf = new Map<string, string>();
  const heldByHousehold = new Set<string>();
  for (const [identifier, cluster] of clusters) {
    let name = least.get(cluster);
    if (name === undefined) {
      name = cluster.members.reduce((a, b) => (a < b ? a : b));
      least.set(cluster, name);
      if (cluster.heldByHousehold) heldByHousehold.add(name);
    }
    clusterOf.set(identifier, name);
  }
  return { clusterOf, heldByHousehold };
}
