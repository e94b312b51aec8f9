import { createIdentity } from '../knowledge/identity.ts';
import { consequenceKnown } from '../store/commands-store.ts';
import { identityErrors } from '../errors.ts';
import { readEpoch } from '../store/reading-said.ts';
import { createRulesReader } from '../store/rules-store.ts';
import { createStewardship } from '../stewardship/stewardship.ts';
import type { StewardshipOptions } from '../stewardship/stewardship.ts';
import { keepApart } from './apart.ts';
import { createModelReader, describeModel } from './models.ts';
import { claim, settleClaim, waiting } from './queue.ts';
import { countOpen, pairsOfSuggestion, showSuggestions } from './showing.ts';
import { compareClaimed, prepareClaimed } from './step.ts';
import { sweep } from './sweep.ts';
import { isTrainingDue, trainModel } from './training.ts';
import type { Matching } from './types.ts';

export type MatchingOptions = StewardshipOptions;

/** Counted no further: it only says whether there is much to do. */
const MOST_LEFT = 10_000;
/** Customers queued at once when all are compared anew. */
const SWEPT = 1_000;

/** Finds customers who are probably one person, from what is said of them. */
export function createMatching(options: MatchingOptions): Matching {
  const { database } = options;
  const { kysely } = database;
  const identity = createIdentity({ database });
  const stewardship = createStewardship(options);
  const rulesReader = createRulesReader();
  const models = createModelReader();

  return {
    suggestions: (asked) => showSuggestions(database, identity, asked),

    resolveSuggestion: async (id, kind, authority) => {
      const before = await consequenceKnown(kysely, authority.commandId, kind);
      if (before) return before;
      const pairs = await pairsOfSuggestion(database, id);
      if (pairs.length === 0) throw identityErrors.suggestionUnknown();
      return stewardship.execute({ kind, pairs }, authority);
    },

    status: async () => {
      const model = await describeModel(kysely);
      const left = await waiting(kysely);
      const open = await countOpen(database);
      if (!model) return { model: null, waiting: left, open };
      const { version, trainedAt, records, pairs } = model;
      return { model: { version, trainedAt, records, pairs }, waiting: left, open };
    },

    train: ({ signal } = {}) => trainModel(database, signal),
    isTrainingDue: () => isTrainingDue(kysely),

    step: async (limit) => {
      const { matching: rules } = await rulesReader.of(kysely, (await readEpoch(kysely)).rules);
      const nothing = { compared: 0, suggested: 0, linked: 0, keptApart: 0 };
      if (rules.mode === 'off') return { ...nothing, left: 0 };
      const model = await models.latest(kysely);
      let left = await waiting(kysely, MOST_LEFT);
      if (model && left < limit) {
        await sweep(
          database,
          JSON.stringify([model.version, rules.mode, rules.linkAt, rules.suggestAt]),
          SWEPT,
        );
      }
      const claimed = await claim(kysely, limit);
      if (claimed.revisions.size === 0) return { ...nothing, left };
      const keptApart =
        model && rules.mode === 'link'
          ? await keepApart({ database, stewardship, model }, [...claimed.revisions.keys()])
          : 0;
      const people = await prepareClaimed(database, claimed);
      const done = model
        ? await compareClaimed({ database, stewardship, model, rules }, claimed, people)
        : { suggested: 0, linked: 0 };
      await settleClaim(kysely, claimed);
      left = await waiting(kysely, MOST_LEFT);
      return { compared: model ? people.size : 0, ...done, keptApart, left };
    },
  };
}
