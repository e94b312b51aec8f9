import type { Database } from '@throughline/database';
import type { Comparing, PersonFields } from '@throughline/matching';
import { ordered } from '../stewardship/amendment.ts';
import type { IdentityTables } from '../store/reading.ts';
import type { MatchingRules } from '../linking/rules.ts';
import type { Stewardship } from '../stewardship/stewardship.ts';
import { createComparer } from './comparing.ts';
import { linkByMatch } from './linking.ts';
import type { KnownModel } from './models.ts';
import { holdClaimed } from './queue.ts';
import type { Claim } from './queue.ts';
import { readPeople, writeRecords } from './records.ts';
import { pairIdOf, pairOf, readRelations, readRepresentatives } from './relations.ts';
import type { CustomerPair, Relation } from './relations.ts';
import { closeSuggestions, openSuggestionsOf, writeFindings } from './suggestions.ts';
import type { Finding, OpenSuggestion } from './suggestions.ts';
import { createSurroundings, distinct, weighRivals } from './surroundings.ts';
import type { Standing } from './surroundings.ts';

interface StepOptions {
  readonly database: Database<IdentityTables>;
  readonly stewardship: Pick<Stewardship, 'execute'>;
  readonly model: KnownModel;
  readonly rules: MatchingRules;
}

interface Pair {
  readonly pair: CustomerPair;
  readonly comparing: Comparing;
}

/** Prepares claimed customers to be compared, and to be found by others. @returns what is compared of each */
export async function prepareClaimed(
  database: Database<IdentityTables>,
  claimed: Claim,
): Promise<Map<string, PersonFields>> {
  const people = await readPeople(database.kysely, [...claimed.revisions.keys()]);
  await database.transaction(async (trx) => writeRecords(trx, await holdClaimed(trx, claimed), people));
  return people;
}

/** Each customer's counterpart in open suggestions: looked at again whether a key finds them or not. */
function counterparts(open: ReadonlyArray<OpenSuggestion>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { pair } of open) {
    for (const [id, other] of [pair, pair.toReversed()] as Array<[string, string]>) {
      if (id !== other) found.set(id, [...(found.get(id) ?? []), other]);
    }
  }
  return found;
}

/** What others fit as well is told too; it counts for what is done, not for how alike the two are. */
const withRivals = ({ probability, weight, evidence }: Comparing, { hasRivals }: Standing) => ({
  ...{ probability, weight },
  evidence: hasRivals ? [...evidence, { aspect: 'candidates', level: 'several', weight: 0 }] : evidence,
});

const isDecided = ({ isTwo, isRefused }: Relation) => isTwo || isRefused;

/**
 * Compares claimed customers with those who resemble them, and does what follows. Whatever of it was done before, by a step that
 * was cut short or by another replica, is not done again.
 */
export async function compareClaimed(
  { database, stewardship, model, rules }: StepOptions,
  claimed: Claim,
  people: ReadonlyMap<string, PersonFields>,
): Promise<{ suggested: number; linked: number }> {
  const { kysely } = database;
  const open = await openSuggestionsOf(kysely, [...claimed.revisions.keys()]);
  const surroundings = createSurroundings(kysely, createComparer(model.matcher), people, rules);
  await surroundings.explore([...people.keys()], counterparts(open));

  const alike = new Map<string, Pair>();
  for (const id of people.keys()) {
    for (const { id: other, comparing } of surroundings.of(id)) {
      const pair = pairOf(id, other);
      if (comparing.probability >= rules.suggestAt) alike.set(pairIdOf(pair), { pair, comparing });
    }
  }
  const pairs = [...alike.values()];
  const relationOf = await readRelations(kysely, distinct([...pairs, ...open].map(({ pair }) => pair)));
  const undecided = pairs.filter(({ pair }) => !isDecided(relationOf(pair)));
  const undecidedPairs = undecided.map(({ pair }) => pair);
  const standingOf = await weighRivals(kysely, surroundings, undecidedPairs, rules);
  const representatives = await readRepresentatives(kysely, undecidedPairs.flat());

  const findings: Finding[] = [];
  let linked = 0;
  for (const { pair, comparing } of undecided) {
    const [one, other] = pair.map((id) => representatives.get(id));
    if (one === undefined || other === undefined) continue;
    const named = ordered(one, other);
    const standing = standingOf(pair);
    const isLink =
      rules.mode === 'link' && standing.probability >= rules.linkAt && !relationOf(pair).isUndone;
    const done = isLink && (await linkByMatch(kysely, stewardship, named, comparing, model.version));
    if (done && done.isNew) linked += 1;
    findings.push({
      ...{ pair, named, state: done ? done.state : 'open' },
      comparing: withRivals(comparing, standing),
      fields: [surroundings.fieldsOf(pair[0]), surroundings.fieldsOf(pair[1])],
    });
  }
  const found = new Set(findings.map(({ named }) => named.join('\u0001')));
  const lost = open.filter(({ low, high }) => !found.has(`${low}\u0001${high}`));
  const suggested = await database.transaction(async (trx) => {
    const opened = await writeFindings(trx, findings, model.version);
    await closeSuggestions(trx, lost, relationOf);
    return opened;
  });
  return { suggested, linked };
}
