import type { Database } from '@throughline/database';
import { CodedError } from '@throughline/errors';
import {
  createStewardship,
  type IdentityTables,
  type RulesForeseen,
  type RuleSet,
} from '@throughline/identity';
import type { Kit } from '@throughline/service-kit';
import type { RulesProgress } from '../api/rules.ts';
import { consoleErrors } from '../errors.ts';
import { rulesApplied, rulesLeft } from './events.ts';
import type { Stewards } from './open.ts';
import type { RuleChangesStore, RulesOrder } from './rule-changes-store.ts';

/** Identity goes over customers in batches of this size, each a transaction of its own (see its README). */
const BATCH = 200;
const REPORT_MS = 2_000;

interface RuleChangesDeps {
  readonly kit: Pick<Kit, 'metrics' | 'signal'>;
  readonly database: Database<IdentityTables>;
  readonly stewards: Stewards;
  readonly store: RuleChangesStore;
}

export interface RuleChanges {
  preview(rules: RuleSet): Promise<RulesForeseen>;
  /**
   * Begins to apply rules, or goes on where the same order was left; answers at once.
   * @throws console.rules-busy, console.key-reused, streams.registry-away
   */
  order(order: Omit<RulesOrder, 'total'>): Promise<void>;
  latest(): Promise<RulesProgress | null>;
  /** One order by its id. */
  read(id: string): Promise<RulesProgress | null>;
  /** Waits until what this process applies has stopped. */
  settled(): Promise<void>;
}

/** Changes of rules, applied in the background of this process. */
export function createRuleChanges({ kit, database, stewards, store }: RuleChangesDeps): RuleChanges {
  let counted: { readonly rules: string; readonly customers: number } | undefined;
  let applying: Promise<void> = Promise.resolve();

  async function apply(order: RulesOrder): Promise<void> {
    let commits = 0;
    // The first transaction records the order.
    const customers = () =>
      Math.min(Math.max(0, commits - 1) * BATCH, order.total ?? Number.POSITIVE_INFINITY);
    const watched = watching(database, kit.signal, () => (commits += 1));
    const report = setInterval(() => {
      // Where it cannot be said now, it is said with the next.
      store.progress(order.id, { customers: customers() }).catch(() => undefined);
    }, REPORT_MS);
    try {
      const stewardship = createStewardship({ database: watched, encoders: await stewards.encoders() });
      const { id: commandId, by, reason, rules } = order;
      const done = await stewardship.applyRules(rules, { commandId, by, reason });
      await store.finish(order.id, done);
      kit.metrics.observe(rulesApplied({}, { detail: { ...done } }));
    } finally {
      clearInterval(report);
    }
  }

  async function leave(id: string, error: unknown): Promise<void> {
    const { code } = error instanceof CodedError ? error : consoleErrors.internal({ cause: error });
    kit.metrics.observe(rulesLeft({ code }, { detail: { id, err: error } }));
    // With the database away nothing can be said: it falls silent, and that is seen.
    await store.fail(id, code).catch(() => undefined);
  }

  return {
    preview: async (rules) => {
      const foreseen = await stewards.reads.previewRules(rules);
      counted = { rules: JSON.stringify(rules), customers: foreseen.customers };
      return foreseen;
    },
    order: async (given) => {
      // What cannot be announced is not begun.
      await stewards.encoders();
      const total = counted?.rules === JSON.stringify(given.rules) ? counted.customers : null;
      const order = { ...given, total };
      if (!(await store.take(order))) return;
      applying = apply(order).catch((error: unknown) => leave(order.id, error));
    },
    latest: () => store.read(),
    read: (id) => store.read(id),
    settled: () => applying,
  };
}

/** The same database, which counts what was committed and begins nothing more once the process is to end. */
function watching(
  database: Database<IdentityTables>,
  signal: AbortSignal,
  onCommit: () => void,
): Database<IdentityTables> {
  return {
    ...database,
    transaction: async (work, options) => {
      if (signal.aborted) throw consoleErrors.stopping();
      const result = await database.transaction(work, options);
      onCommit();
      return result;
    },
  };
}
