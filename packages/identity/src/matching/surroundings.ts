import type { PersonFields } from '@throughline/matching';
import type { Executor } from '../store/reading.ts';
import type { MatchingRules } from '../linking/rules.ts';
import { amongOthers, likenesses } from './comparing.ts';
import type { Comparer, Likeness } from './comparing.ts';
import { findCandidates, readRecords } from './records.ts';
import { pairIdOf, pairOf, readRelations } from './relations.ts';
import type { CustomerPair } from './relations.ts';

/** Customers and those who resemble them, as far as that has been looked into. */
interface Surroundings {
  /**
   * Looks for candidates of these customers and compares them.
   * @param also further candidates by customer, whether a key finds them or not
   */
  explore(ids: ReadonlyArray<string>, also?: ReadonlyMap<string, ReadonlyArray<string>>): Promise<void>;
  /** Those who resemble an explored customer, the likeliest first. */
  of(id: string): ReadonlyArray<Likeness>;
  /** What is compared of a customer. */
  fieldsOf(id: string): PersonFields;
  /** Whether two are surely one person. */
  isOne(a: string, b: string): boolean;
}

/** @param people customers whose fields are known already */
export function createSurroundings(
  database: Executor,
  comparer: Comparer,
  people: ReadonlyMap<string, PersonFields>,
  { linkAt }: MatchingRules,
): Surroundings {
  const explored = new Map<string, ReadonlyArray<Likeness>>();
  comparer.add(people);
  return {
    explore: async (wanted, also) => {
      const ids = wanted.filter((id) => !explored.has(id));
      const found = await findCandidates(database, ids);
      const candidatesOf = (id: string) => [...(found.get(id) ?? []), ...(also?.get(id) ?? [])];
      const unknown = new Set([...ids, ...ids.flatMap(candidatesOf)].filter((id) => !comparer.has(id)));
      comparer.add(await readRecords(database, unknown));
      for (const id of ids) explored.set(id, await likenesses(comparer, id, candidatesOf(id)));
    },
    of: (id) => explored.get(id) ?? [],
    fieldsOf: (id) => comparer.fieldsOf(id) ?? {},
    isOne: (a, b) => (comparer.compare(a, b)?.probability ?? 0) >= linkAt,
  };
}

/** How a pair stands among the other candidates of both. */
export interface Standing {
  /** That the two are one, given that others fit as well; the lower of both sides. */
  readonly probability: number;
  /** Whether others are to be considered. */
  readonly hasRivals: boolean;
}

/** Weighs pairs against the other candidates of both sides, but for those who were said to be somebody else. */
export async function weighRivals(
  database: Executor,
  surroundings: Surroundings,
  pairs: ReadonlyArray<CustomerPair>,
  { suggestAt }: MatchingRules,
): Promise<(pair: CustomerPair) => Standing> {
  const ends = [...new Set(pairs.flat())];
  await surroundings.explore(ends);
  const relationOf = await readRelations(
    database,
    distinct(ends.flatMap((end) => surroundings.of(end).map(({ id }) => pairOf(end, id)))),
  );
  const sideOf = (end: string, other: string): Standing => {
    const all = surroundings.of(end).filter(({ id }) => !relationOf(pairOf(end, id)).isTwo);
    const candidate = all.find(({ id }) => id === other);
    if (!candidate) return { probability: 0, hasRivals: false };
    const { probability, rivals } = amongOthers(candidate, all, surroundings.isOne);
    return {
      probability,
      hasRivals: rivals.some(({ comparing }) => comparing.probability >= suggestAt),
    };
  };
  return ([one, other]) => {
    const [a, b] = [sideOf(one, other), sideOf(other, one)];
    return { probability: Math.min(a.probability, b.probability), hasRivals: a.hasRivals || b.hasRivals };
  };
}

export const distinct = (pairs: ReadonlyArray<CustomerPair>): CustomerPair[] => [
  ...new Map(pairs.map((pair) => [pairIdOf(pair), pair])).values(),
];
