import { defaultThresholds } from './decision.ts';
import type { Matcher } from './matcher.ts';
import type { PersonRecord } from './record.ts';

/** Sharers of one identifier that are compared, at most: beyond it the identifier is many people's anyway. */
const MOST_SHARERS = 60;

/**
 * Pairs of records that share an identifier and are likelier two people's than one's, all that they say taken together, what
 * they share too. It is the bar for suggestions from the other side: such are to be kept apart until somebody has looked.
 * @param sharers records that came with one identifier, each by the id under which it is to be kept apart; one that says
 *   nothing of a person but that identifier does no harm
 * @returns pairs of ids, the lesser first, each once, sorted
 */
export function keptApart(
  matcher: Matcher,
  sharers: ReadonlyArray<PersonRecord>,
  below: number = defaultThresholds.suggestAt,
): Array<readonly [string, string]> {
  if (sharers.length > MOST_SHARERS) return [];
  const prepared = sharers.map(({ id, fields }) => ({ id, fields: matcher.prepare(fields) }));
  const found = new Map<string, readonly [string, string]>();
  prepared.forEach((one, index) => {
    for (const other of prepared.slice(index + 1)) {
      if (one.id === other.id || matcher.comparePrepared(one.fields, other.fields).probability >= below)
        continue;
      const pair = one.id < other.id ? ([one.id, other.id] as const) : ([other.id, one.id] as const);
      found.set(pair.join('\u0001'), pair);
    }
  });
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
}
