import { sql } from 'kysely';
import type { Executor } from './reading.ts';
import { rulesOf, usualRules } from '../linking/rules.ts';
import type { Rules, RuleSet } from '../linking/rules.ts';

export interface RulesReader {
  /** The rules of a version, read once each; version 0 are the usual ones. */
  of(database: Executor, version: number): Promise<Rules>;
}

export function createRulesReader(): RulesReader {
  let known = { version: 0, rules: usualRules };
  return {
    of: async (database, version) => {
      if (version !== known.version)
        known = { version, rules: rulesOf(await readRuleSet(database, version)) };
      return known.rules;
    },
  };
}

/** What was set; empty for version 0. */
export async function readRuleSet(database: Executor, version: number): Promise<RuleSet> {
  const { rows } = await sql<{ rules: RuleSet }>`
    select rules from identity.rule_sets where version = ${version}`.execute(database);
  return rows[0]?.rules ?? {};
}
