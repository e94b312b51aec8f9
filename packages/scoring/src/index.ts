import type { Migrations } from '@throughline/database';

export { scoringErrors } from './errors.ts';
export { decayed, fold } from './fold.ts';
export type { Contribution, CountedContribution, FoldedScore } from './fold.ts';
export { createScores } from './queries.ts';
export type { CurrentScore, RaisedSignal, Scores } from './queries.ts';
export { createRuleSource, loadRuleSet, saveRuleSet } from './rule-store.ts';
export type { RuleSource } from './rule-store.ts';
export { defaultRuleSet, parseRuleSet } from './rules.ts';
export type { Rule, RuleSet } from './rules.ts';
export type { Holding } from './scores-store.ts';
export { createScoring } from './scoring.ts';
export type { Outcome, Scoring, ScoringOptions } from './scoring.ts';
export type { ScoringDatabase, ScoringTables } from './tables.ts';

export const migrations: Migrations = {
  schema: 'scoring',
  directory: new URL('../migrations/', import.meta.url),
};
