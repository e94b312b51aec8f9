import type { Database } from '@throughline/database';
import type { RuleSet } from '@throughline/identity';
import { sql } from 'kysely';
import type { RulesProgress } from '../api/rules.ts';
import { momentOf } from '../api/shapes.ts';
import { consoleErrors } from '../errors.ts';
import type { ConsoleTables } from '../tables.ts';

/** After this long without a word, whoever applied them is gone. */
const SILENT_SECONDS = 30;

export interface RulesOrder {
  readonly id: string;
  readonly rules: RuleSet;
  readonly by: string;
  readonly reason: string;
  /** Customers in all, where a preview counted them. */
  readonly total: number | null;
}

interface RulesAt {
  readonly customers: number;
  readonly moved?: number;
}

interface Row extends Omit<RulesProgress, 'orderedAt' | 'finishedAt' | 'rules'> {
  readonly rules: RulesProgress['rules'];
  readonly orderedAt: Date;
  readonly finishedAt: Date | null;
}

/** Orders of rules and how far they are, for every replica to see. */
export function createRuleChangesStore({ kysely, transaction }: Database<ConsoleTables>) {
  const ended = sql`(state <> 'running' or seen_at < clock_timestamp() - make_interval(secs => ${SILENT_SECONDS}))`;

  return {
    /**
     * Takes an order up, or up again. @returns whether the caller is to apply it; else somebody does, or it is done
     * @throws console.key-reused, console.rules-busy
     */
    take: (order: RulesOrder): Promise<boolean> =>
      transaction(async (trx) => {
        await sql`select pg_advisory_xact_lock(hashtextextended('throughline.console.rules', 0))`.execute(
          trx,
        );
        const { rows } = await sql<{ isSame: boolean; state: string; isEnded: boolean }>`
          select rules = ${JSON.stringify(order.rules)}::jsonb as "isSame", state, ${ended} as "isEnded"
          from console.rule_changes where id = ${order.id}`.execute(trx);
        const [before] = rows;
        if (before?.isSame === false) throw consoleErrors.keyReused();
        if (before?.state === 'done' || before?.isEnded === false) return false;
        const { rows: busy } = await sql<{ id: string; isEnded: boolean }>`
          select id, ${ended} as "isEnded" from console.rule_changes where state = 'running' and id <> ${order.id}`.execute(
          trx,
        );
        if (busy.some(({ isEnded }) => !isEnded)) throw consoleErrors.rulesBusy();
        // Newer rules hold at once, so older ones that were left half applied are of no use any more.
        await sql`
          update console.rule_changes set state = 'failed', finished_at = clock_timestamp(), code = 'console.rules-superseded'
          where state = 'running' and id <> ${order.id}`.execute(trx);
        await sql`
          insert into console.rule_changes (id, rules, ordered_by, reason, state, total)
          values (${order.id}, ${JSON.stringify(order.rules)}, ${order.by}, ${order.reason}, 'running', ${order.total})
          on conflict (id) do update set state = 'running', seen_at = clock_timestamp(), finished_at = null, customers = 0,
            moved = null, code = null, total = coalesce(excluded.total, rule_changes.total)`.execute(trx);
        return true;
      }),

    progress: async (id: string, { customers }: RulesAt): Promise<void> => {
      await sql`
        update console.rule_changes set customers = ${customers}, seen_at = clock_timestamp()
        where id = ${id} and state = 'running'`.execute(kysely);
    },

    finish: async (id: string, { customers, moved }: RulesAt): Promise<void> => {
      await sql`
        update console.rule_changes set state = 'done', customers = ${customers}, total = ${customers}, moved = ${moved ?? null},
          finished_at = clock_timestamp() where id = ${id}`.execute(kysely);
    },

    fail: async (id: string, code: string): Promise<void> => {
      await sql`
        update console.rule_changes set state = 'failed', code = ${code}, finished_at = clock_timestamp()
        where id = ${id}`.execute(kysely);
    },

    /** One order, or the one that was given last. */
    read: async (id?: string): Promise<RulesProgress | null> => {
      const { rows } = await sql<Row>`
        select id, case when state = 'running' and ${ended} then 'interrupted' else state end as state, rules,
          ordered_by as "by", reason, ordered_at as "orderedAt", finished_at as "finishedAt", customers::float8 as customers,
          total::float8 as total, moved::float8 as moved, code
        from console.rule_changes ${id === undefined ? sql`` : sql`where id = ${id}`} order by ordered_at desc limit 1`.execute(
        kysely,
      );
      const [row] = rows;
      if (row === undefined) return null;
      const { orderedAt, finishedAt, ...rest } = row;
      return {
        ...rest,
        orderedAt: momentOf(orderedAt.getTime()),
        finishedAt: finishedAt === null ? null : momentOf(finishedAt.getTime()),
      };
    },
  };
}

export type RuleChangesStore = ReturnType<typeof createRuleChangesStore>;
