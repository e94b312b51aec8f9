import { sql } from 'kysely';
import type { Lane, LedgerDatabase } from './model.ts';

export interface BudgetLimits {
  /** Requests per interval that the vendor documents. */
  readonly max: number;
  readonly intervalMs: number;
  /** What the administrator allows, where less. */
  readonly cap?: number;
}

/** What the vendor's headers say. */
export interface LimitReading {
  readonly max?: number;
  readonly remaining?: number;
  readonly blockedMs?: number;
}

export interface Budget {
  /**
   * Takes one request out of the connection's budget, which all replicas share.
   * @returns 0, or the milliseconds after which to ask again
   */
  take(lane: Lane): Promise<number>;
  /** For how many milliseconds nothing may go out; 0 if it may. */
  blockedMs(): Promise<number>;
  /** Notes what the vendor says of its limits; that outranks what is documented. */
  observe(reading: LimitReading): Promise<void>;
  /** Nothing goes out for so long, on any replica. */
  block(milliseconds: number, code: string): Promise<void>;
  /** Notes a failure of the connection and blocks it, each time for longer. @returns for how many milliseconds */
  fail(code: string, atLeastMs?: number): Promise<number>;
  /** The connection works. */
  succeed(): Promise<void>;
}

/** Requests spend different times on their way: so much longer than the vendor's interval is counted. */
const TRANSIT_MS = 500;
/** A back-fill leaves room for what happens now. */
const share: Readonly<Record<Lane, number>> = { live: 1, retry: 1, backfill: 0.7 };
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;

/** The budget of one connection, kept in PostgreSQL and counted by its clock. */
export function createBudget(database: LedgerDatabase, connectionId: string, limits: BudgetLimits): Budget {
  const { kysely } = database;
  let vendorMax: number | undefined;
  let failing = true;

  const block = async (milliseconds: number, code: string) => {
    await sql`
      insert into ledger.budgets as budget (connection_id, blocked_until, blocked_code)
      values (${connectionId}, now() + ${milliseconds} * interval '1 millisecond', ${code})
      on conflict (connection_id) do update
        set blocked_code = case when budget.blocked_until > excluded.blocked_until then budget.blocked_code else excluded.blocked_code end,
            blocked_until = greatest(budget.blocked_until, excluded.blocked_until)`.execute(kysely);
  };

  return {
    take: async (lane) => {
      const { rows } = await sql<{ wait: number }>`
        select ledger.take_budget(${connectionId}, ${limits.max}::int, ${limits.cap ?? 1_000_000}::int, ${share[lane]}::real,
          ${limits.intervalMs + TRANSIT_MS} * interval '1 millisecond') as wait`.execute(kysely);
      return rows[0]?.wait ?? 0;
    },
    blockedMs: async () => {
      const { rows } = await sql<{ wait: number }>`
        select ceil(extract(epoch from blocked_until - now()) * 1000)::int as wait
          from ledger.budgets where connection_id = ${connectionId} and blocked_until > now()`.execute(
        kysely,
      );
      return rows[0]?.wait ?? 0;
    },
    observe: async ({ max, remaining, blockedMs }) => {
      if (max !== undefined && max > 0 && max !== vendorMax) {
        vendorMax = max;
        await sql`
          insert into ledger.budgets (connection_id, vendor_max) values (${connectionId}, ${max})
          on conflict (connection_id) do update set vendor_max = excluded.vendor_max`.execute(kysely);
      }
      if (blockedMs !== undefined && blockedMs > 0) await block(blockedMs, 'destination.rate-limited');
      // Somebody else uses the same account, or the next request is one too many: a moment's rest.
      else if (remaining === 0) await block(limits.intervalMs / 20, 'destination.rate-limited');
    },
    block,
    fail: async (code, atLeastMs = 0) => {
      failing = true;
      const jitter = 0.75 + Math.random() / 2;
      const { rows } = await sql<{ wait: number }>`
        insert into ledger.budgets as budget (connection_id, failures) values (${connectionId}, 1)
        on conflict (connection_id) do update set failures = least(budget.failures + 1, 30)
        returning least(${FIRST_WAIT_MS} * power(2, failures - 1), ${LONGEST_WAIT_MS})::int as wait`.execute(
        kysely,
      );
      const wait = Math.max(atLeastMs, Math.round((rows[0]?.wait ?? FIRST_WAIT_MS) * jitter));
      await block(wait, code);
      return wait;
    },
    succeed: async () => {
      if (!failing) return;
      failing = false;
      await sql`
        update ledger.budgets set failures = 0, blocked_code = null
          where connection_id = ${connectionId} and (failures > 0 or blocked_code is not null)`.execute(
        kysely,
      );
    },
  };
}
