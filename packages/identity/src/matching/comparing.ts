import { setImmediate as breathe } from 'node:timers/promises';
import type { Comparing, Matcher, PersonFields } from '@throughline/matching';

type Prepared = ReturnType<Matcher['prepare']>;

/** Compares customers by id; what each says is prepared once. */
export interface Comparer {
  /** Adds customers; of those known already, what was first said stays. */
  add(people: ReadonlyMap<string, PersonFields>): void;
  has(id: string): boolean;
  fieldsOf(id: string): PersonFields | undefined;
  /** Undefined where one of them is not known. */
  compare(a: string, b: string): Comparing | undefined;
}

export function createComparer(matcher: Matcher): Comparer {
  const people = new Map<string, { readonly fields: PersonFields; readonly prepared: Prepared }>();
  return {
    add: (added) => {
      for (const [id, fields] of added) {
        if (!people.has(id)) people.set(id, { fields, prepared: matcher.prepare(fields) });
      }
    },
    has: (id) => people.has(id),
    fieldsOf: (id) => people.get(id)?.fields,
    compare: (a, b) => {
      const [left, right] = [people.get(a), people.get(b)];
      return left && right && matcher.comparePrepared(left.prepared, right.prepared);
    },
  };
}

export interface Likeness {
  readonly id: string;
  readonly comparing: Comparing;
}

/** Less likely ones bear on nothing. */
const FAINT = 0.01;

/** Candidates that are not to be dismissed, the likeliest first. Lets others work between one customer and the next. */
export async function likenesses(
  comparer: Comparer,
  id: string,
  candidates: ReadonlyArray<string>,
): Promise<Likeness[]> {
  await breathe();
  const found: Likeness[] = [];
  for (const candidate of new Set(candidates)) {
    const comparing = comparer.compare(id, candidate);
    if (comparing && comparing.probability >= FAINT) found.push({ id: candidate, comparing });
  }
  return found.sort((a, b) => b.comparing.weight - a.comparing.weight || (a.id < b.id ? -1 : 1));
}

const oddsOf = ({ weight }: Comparing) => 2 ** Math.min(500, weight);

/**
 * How probable a candidate is given a customer's other candidates. Those who are surely one person with it take nothing away;
 * all others exclude each other, so that of two who fit equally well neither is above a half.
 * @param isOne whether two candidates are surely one person
 */
export function amongOthers(
  candidate: Likeness,
  all: ReadonlyArray<Likeness>,
  isOne: (a: string, b: string) => boolean,
): { readonly probability: number; readonly rivals: ReadonlyArray<Likeness> } {
  const odds = oddsOf(candidate.comparing);
  const rivals = all.filter(({ id }) => id !== candidate.id && !isOne(candidate.id, id));
  const against = rivals.reduce((sum, rival) => sum + oddsOf(rival.comparing), 1);
  return { probability: odds / (odds + against), rivals };
}
