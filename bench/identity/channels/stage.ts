import { link } from '@throughline/identity';
import type { EvidenceEdge, EvidenceNode } from '@throughline/identity';
import { createMatcher, defaultThresholds, linkRecords, train } from '@throughline/matching';
import { sharedByRule } from '../../../packages/identity/src/blocked.ts';
import { groupQuality } from '../quality.ts';
import type { Quality } from '../quality.ts';
import { populate } from './population.ts';
import { sightingsOf } from './sightings.ts';
import type { Sighting } from './sightings.ts';

/** How well customers are told at one step. */
export interface ChannelResult {
  readonly step: string;
  readonly customers: number;
  readonly quality: Quality;
  /** Customers too few, for every 10,000 people, because named records of several were put together. */
  readonly falseMerges: number;
}

export interface ChannelReport {
  readonly people: number;
  readonly sightings: number;
  readonly results: ReadonlyArray<ChannelResult>;
  /** Of the pairs of records that are suggested and that no customer joins yet: how many, and how many are right. */
  readonly suggested: number;
  readonly suggestedRight: number;
  /** Of the pairs at or above `linkAt`, those of two people. */
  readonly linkedPairs: number;
  readonly linkedWrong: number;
  readonly keptApart: number;
  readonly trainingSeconds: number;
  readonly matchingSeconds: number;
}

/**
 * Two that share an identifier are kept apart where all that they say, it too, makes two people likelier than one: then somebody
 * should look at it. The bar for suggestions, from the other side.
 */
const APART_BELOW = defaultThresholds.suggestAt;
/** Sharers of one identifier that are compared, at most: beyond it the identifier is learnt as shared anyway. */
const MOST_SHARERS = 60;

const ordered = (a: string, b: string) => (a < b ? { low: a, high: b } : { low: b, high: a });
const knownBy = (sighting: Sighting): string => sighting.identifiers[0]?.identifier ?? '';
const isNamed = ({ fields }: Sighting) => fields.lastName !== undefined || fields.fullName !== undefined;

function evidenceOf(sightings: ReadonlyArray<Sighting>) {
  const nodes = new Map<string, EvidenceNode>();
  const edges = new Map<string, EvidenceEdge>();
  for (const { identifiers, kind, at } of sightings) {
    for (const { identifier, verified } of identifiers) {
      const shared = sharedByRule(
        identifier.split(':', 1)[0] ?? '',
        identifier.slice(identifier.indexOf(':') + 1),
      );
      const known = nodes.get(identifier);
      nodes.set(identifier, { identifier, verified: verified || (known?.verified ?? false), shared });
    }
    identifiers.forEach((one, index) => {
      for (const other of identifiers.slice(index + 1)) {
        const ends = ordered(one.identifier, other.identifier);
        const key = `${ends.low} ${ends.high} ${kind}`;
        const firstAt = Math.min(at, edges.get(key)?.firstAt ?? at);
        edges.set(key, { ...ends, kind, verified: one.verified && other.verified, firstAt });
      }
    });
  }
  return { nodes, edges: [...edges.values()] };
}

function falseMerges(sightings: ReadonlyArray<Sighting>, customerOf: ReadonlyArray<string>): number {
  const people = new Map<string, Set<number>>();
  sightings.forEach((sighting, index) => {
    // Who is known by nothing but an address or number that others use as well cannot be told from them.
    if (sighting.kind !== 'record') return;
    const customer = customerOf[index] ?? '';
    people.set(customer, (people.get(customer) ?? new Set()).add(sighting.person));
  });
  return [...people.values()].reduce((sum, of) => sum + of.size - 1, 0);
}

/** Pairs of records that share an identifier, and are two people's by all else that they say. */
function toKeepApart(
  sightings: ReadonlyArray<Sighting>,
  probabilityOf: (a: Sighting, b: Sighting) => number,
): Array<readonly [string, string]> {
  const sharers = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    if (!isNamed(sighting)) continue;
    for (const { identifier } of sighting.identifiers.slice(1)) {
      sharers.set(identifier, [...(sharers.get(identifier) ?? []), sighting]);
    }
  }
  return [...sharers.values()]
    .filter((of) => of.length <= MOST_SHARERS)
    .flatMap((of) =>
      of.flatMap((one, index) =>
        of
          .slice(index + 1)
          .filter((other) => knownBy(one) !== knownBy(other) && probabilityOf(one, other) < APART_BELOW)
          .map((other) => [knownBy(one), knownBy(other)] as const),
      ),
    );
}

/** Decides a generated population by identity's own rules, then with what matching says on top. */
export function channelStage(count: number, seed: number, randomPairs = 500_000): ChannelReport {
  const people = populate(count, seed);
  const sightings = sightingsOf(people, seed + 1);
  const truth = sightings.map(({ person }) => person);
  const { nodes, edges } = evidenceOf(sightings);
  const judge = (step: string, customers: ReadonlyMap<string, string>): ChannelResult => {
    const found = sightings.map((sighting) => customers.get(knownBy(sighting)) ?? '');
    return {
      step,
      customers: new Set(found).size,
      quality: groupQuality(found, truth),
      falseMerges: (falseMerges(sightings, found) * 10_000) / people.length,
    };
  };
  const alone = link(nodes, edges).clusterOf;
  const named = sightings.filter(isNamed);
  const begun = performance.now();
  const records = named.map(({ fields }) => fields);
  const model = train(records, { seed, randomPairs });
  const trained = performance.now();
  const linkage = linkRecords(records, model);
  const finished = performance.now();
  const matcher = createMatcher(model);
  const apart = toKeepApart(sightings, (a, b) => matcher.compare(a.fields, b.fields).probability);
  const kept = link(nodes, edges, apart).clusterOf;
  const matches: EvidenceEdge[] = [];
  const suggested: Array<readonly [Sighting, Sighting]> = [];
  let [linkedPairs, linkedWrong] = [0, 0];
  linkage.probabilities.forEach((probability, pair) => {
    const [a, b] = [named[linkage.pairs[2 * pair] ?? 0], named[linkage.pairs[2 * pair + 1] ?? 0]];
    if (!a || !b || probability < defaultThresholds.suggestAt) return;
    if (probability < defaultThresholds.linkAt) suggested.push([a, b]);
    else {
      linkedPairs++;
      if (a.person !== b.person) linkedWrong++;
      if (knownBy(a) !== knownBy(b)) {
        matches.push({ ...ordered(knownBy(a), knownBy(b)), kind: 'match', verified: false, firstAt: 0 });
      }
    }
  });
  const matched = link(nodes, [...edges, ...matches], apart).clusterOf;
  const open = suggested.filter(([a, b]) => matched.get(knownBy(a)) !== matched.get(knownBy(b)));
  return {
    people: people.length,
    sightings: sightings.length,
    results: [
      judge('identifiers alone', alone),
      judge('and kept apart by matching', kept),
      judge('and linked by matching', matched),
    ],
    suggested: open.length,
    suggestedRight: open.filter(([a, b]) => a.person === b.person).length,
    linkedPairs,
    linkedWrong,
    keptApart: apart.length,
    trainingSeconds: (trained - begun) / 1000,
    matchingSeconds: (finished - trained) / 1000,
  };
}
