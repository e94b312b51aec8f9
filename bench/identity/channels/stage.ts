import { createMatcher, defaultThresholds, keptApart, linkRecords, train } from '@throughline/matching';
import type { PersonRecord } from '@throughline/matching';
import { link } from '../../../packages/identity/src/linking/link.ts';
import type { EvidenceEdge } from '../../../packages/identity/src/linking/graph.ts';
import { groupQuality } from '../quality.ts';
import type { Quality } from '../quality.ts';
import { channelEvidence } from './evidence.ts';
import { populate } from './population.ts';
import type { PopulationOptions } from './population.ts';
import { sightingsOf } from './sightings.ts';
import type { Sighting } from './sightings.ts';

/** How well customers are told at one step. */
interface ChannelResult {
  readonly step: string;
  readonly customers: number;
  readonly quality: Quality;
  /** Customers too few because named records of several were put together. */
  readonly falseMerges: number;
}

interface ChannelOptions extends PopulationOptions {
  /** How many pairs training draws blindly. */
  readonly randomPairs?: number;
}

export interface ChannelReport {
  readonly seed: number;
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

const ordered = (a: string, b: string) => (a < b ? { low: a, high: b } : { low: b, high: a });
const knownBy = (sighting: Sighting): string => sighting.identifiers[0]?.identifier ?? '';
const isNamed = ({ fields }: Sighting) => fields.lastName !== undefined || fields.fullName !== undefined;

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

/** Named records and messages by each identifier that they came with, but for what the channel knows them by. */
function sharersOf(sightings: ReadonlyArray<Sighting>): PersonRecord[][] {
  const sharers = new Map<string, PersonRecord[]>();
  for (const sighting of sightings) {
    if (!isNamed(sighting)) continue;
    for (const { identifier } of sighting.identifiers.slice(1)) {
      const of = sharers.get(identifier) ?? [];
      sharers.set(identifier, of);
      of.push({ id: knownBy(sighting), fields: sighting.fields });
    }
  }
  return [...sharers.values()];
}

/** Decides a generated population by identity's own rules, then with what matching says on top. */
export function channelStage(
  count: number,
  seed: number,
  { randomPairs = 500_000, ...options }: ChannelOptions = {},
): ChannelReport {
  const people = populate(count, seed, options);
  const sightings = sightingsOf(people, seed + 1);
  const truth = sightings.map(({ person }) => person);
  const { nodes, edges } = channelEvidence(sightings);
  const judge = (step: string, customers: ReadonlyMap<string, string>): ChannelResult => {
    const found = sightings.map((sighting) => customers.get(knownBy(sighting)) ?? '');
    return {
      step,
      customers: new Set(found).size,
      quality: groupQuality(found, truth),
      falseMerges: falseMerges(sightings, found),
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
  const apart = sharersOf(sightings).flatMap((sharers) => keptApart(matcher, sharers));
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
    seed,
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
