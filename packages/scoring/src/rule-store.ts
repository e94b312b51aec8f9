import { asStoreError } from '@throughline/database';
import { defaultRuleSet, parseRuleSet } from './rules.ts';
import type { RuleSet } from './rules.ts';
import type { ScoringDatabase } from './tables.ts';

/** The rules in force: the last ones saved, else the defaults. */
export async function loadRuleSet(database: ScoringDatabase): Promise<RuleSet> {
  const row = await database.kysely
    .selectFrom('rule_sets')
    .select('definition')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? defaultRuleSet : parseRuleSet(row.definition);
}

/**
 * Puts rules in force. Points already given stay as they were; caps, half-life and thresholds hold for a customer from
 * the next contribution on. Earlier rule sets are kept.
 * @throws scoring.rules-invalid
 */
export async function saveRuleSet(database: ScoringDatabase, json: unknown): Promise<RuleSet> {
  const ruleSet = parseRuleSet(json);
  const definition = JSON.stringify(ruleSet);
  try {
    await database.kysely.insertInto('rule_sets').values({ definition }).execute();
  } catch (error) {
    throw asStoreError(error);
  }
  return ruleSet;
}

export interface RuleSource {
  current(): RuleSet;
  close(): void;
}

/**
 * Keeps the rules in force at hand, loading them again every `refreshMs`. While the store is away the known ones hold.
 * @throws what the first load throws: nothing is scored by rules that were never read
 */
export async function createRuleSource(
  database: ScoringDatabase,
  { refreshMs, onError }: { refreshMs: number; onError: (error: unknown) => void },
): Promise<RuleSource> {
  let ruleSet = await loadRuleSet(database);
  const refresh = () => {
    loadRuleSet(database).then((loaded) => {
      ruleSet = loaded;
    }, onError);
  };
  const timer = setInterval(refresh, refreshMs);
  return { current: () => ruleSet, close: () => clearInterval(timer) };
}
