import type { Score, Signal } from '@throughline/schemas';
import { fold } from './fold.ts';
import type { FoldedScore } from './fold.ts';
import type { RuleSet } from './rules.ts';
import { alreadySays, contributionsOf, lockScores, saveScores } from './scores-store.ts';
import type { ScoreRow } from './scores-store.ts';
import { signalsOfCrossings } from './signals-store.ts';
import type { ScoringTransaction } from './tables.ts';
import { crossingsOf } from './thresholds.ts';
import { DAY_MS } from './time.ts';

export interface Refolded {
  readonly scores: ReadonlyArray<Score>;
  readonly signals: ReadonlyArray<Signal>;
}

function nextRow(row: ScoreRow, folded: FoldedScore, halfLifeDays: number): ScoreRow {
  return {
    customer_id: row.customer_id,
    version: row.version + 1,
    value: folded.value,
    as_of: folded.asOf,
    half_life_days: halfLifeDays,
    contributions: folded.contributions,
    last_contribution_at: folded.lastContributionAt,
    by_rule: folded.byRule,
  };
}

/** The record that a stored score is announced as. */
export const scoreOfRow = (row: ScoreRow): Score => ({
  customerId: row.customer_id,
  version: row.version,
  value: row.value,
  asOf: row.as_of,
  halfLifeDays: row.half_life_days,
  contributions: row.contributions,
  lastContributionAt: row.last_contribution_at,
  byRule: row.by_rule,
});

/** Anchors that hold a fold's contributions. */
export const anchorsOf = ({ counted }: FoldedScore): string[] => [
  ...new Set(counted.map(({ anchor }) => anchor)),
];

/**
 * Folds the scores of these customers again, under their locks, and saves those that say something new, each with the
 * next version. Somebody who has nothing left (merged away, all withdrawn) gets a score of 0.
 * The caller has already locked the anchors that changed, so that no contribution can slip between two customers.
 * @param now epoch milliseconds; what happened longer ago than the horizon raises no signal
 */
export async function refold(
  trx: ScoringTransaction,
  customers: ReadonlyArray<string>,
  ruleSet: RuleSet,
  now: number,
): Promise<Refolded> {
  if (customers.length === 0) return { scores: [], signals: [] };
  const rows = await lockScores(trx, customers);
  const contributions = await contributionsOf(trx, customers);
  const changed = rows.flatMap((row) => {
    const folded = fold(contributions.get(row.customer_id) ?? [], ruleSet);
    if (alreadySays(row, folded, ruleSet.halfLifeDays)) return [];
    return [{ row: nextRow(row, folded, ruleSet.halfLifeDays), folded }];
  });
  if (changed.length === 0) return { scores: [], signals: [] };
  await saveScores(
    trx,
    changed.map(({ row }) => row),
  );

  const horizon = now - ruleSet.signalHorizonDays * DAY_MS;
  const crossings = changed.map(({ row, folded }) => ({
    customerId: row.customer_id,
    anchors: anchorsOf(folded),
    crossings: crossingsOf(folded.counted, ruleSet).filter(({ occurredAt }) => occurredAt >= horizon),
  }));
  return {
    scores: changed.map(({ row }) => scoreOfRow(row)),
    signals: await signalsOfCrossings(trx, crossings),
  };
}
