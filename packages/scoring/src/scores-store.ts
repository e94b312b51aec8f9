import { sql } from 'kysely';
import type { QueryExecutorProvider } from 'kysely';
import type { Contribution, FoldedScore } from './fold.ts';
import { SINCE_EVER, STILL } from './intervals.ts';
import type { ScoringTransaction } from './tables.ts';

export interface ScoreRow {
  readonly customer_id: string;
  readonly version: number;
  readonly value: number;
  readonly as_of: number;
  readonly half_life_days: number;
  readonly contributions: number;
  readonly last_contribution_at: number | null;
  readonly by_rule: Readonly<Record<string, number>>;
}

/** Takes the lock of each customer's score, in the order of their ids, adding those that are not there. */
export async function lockScores(
  trx: ScoringTransaction,
  customers: ReadonlyArray<string>,
): Promise<ScoreRow[]> {
  const ids = [...customers].sort();
  const known = await lockKnown(trx, ids);
  if (known.length === ids.length) return known;
  const there = new Set(known.map(({ customer_id }) => customer_id));
  const missing = ids.filter((id) => !there.has(id));
  await sql`
    insert into scoring.scores (customer_id) select unnest(${missing}::text[]) on conflict do nothing`.execute(
    trx,
  );
  return [...known, ...(await lockKnown(trx, missing))];
}

async function lockKnown(trx: ScoringTransaction, ids: ReadonlyArray<string>): Promise<ScoreRow[]> {
  const { rows } = await sql<ScoreRow>`
    select * from scoring.scores where customer_id = any(${ids}::text[]) order by customer_id for update`.execute(
    trx,
  );
  return rows;
}

/** The contributions of each customer: those of their anchors, within the time in which they held them. */
export async function contributionsOf(
  database: QueryExecutorProvider,
  customers: ReadonlyArray<string>,
): Promise<Map<string, Contribution[]>> {
  const { rows } = await sql<{ customer: string } & Contribution>`
    select s.customer_id as customer, c.interaction_id as "interactionId", c.rule, c.anchor,
      c.occurred_at as "occurredAt", c.points, c.revision
    from scoring.assignments s join scoring.contributions c
      on c.anchor = s.anchor and c.occurred_at >= s.valid_from and c.occurred_at < s.valid_to
    where s.customer_id = any(${customers}::text[])`.execute(database);
  const byCustomer = new Map<string, Contribution[]>();
  for (const { customer, ...contribution } of rows) {
    const known = byCustomer.get(customer);
    if (known) known.push(contribution);
    else byCustomer.set(customer, [contribution]);
  }
  return byCustomer;
}

/** An anchor and the time for which it is somebody's: epoch milliseconds, from inclusive, to exclusive; null for open ends. */
export interface Holding {
  readonly anchor: string;
  readonly validFrom: number | null;
  readonly validTo: number | null;
}

/** What these anchors hold, each in its time, whosever they are. */
export async function contributionsIn(
  database: QueryExecutorProvider,
  holdings: ReadonlyArray<Holding>,
): Promise<Contribution[]> {
  const { rows } = await sql<Contribution>`
    select c.interaction_id as "interactionId", c.rule, c.anchor, c.occurred_at as "occurredAt", c.points, c.revision
    from unnest(
      ${holdings.map(({ anchor }) => anchor)}::text[], ${holdings.map(({ validFrom }) => validFrom ?? SINCE_EVER)}::bigint[],
      ${holdings.map(({ validTo }) => validTo ?? STILL)}::bigint[]) as h (anchor, valid_from, valid_to)
    join scoring.contributions c
      on c.anchor = h.anchor and c.occurred_at >= h.valid_from and c.occurred_at < h.valid_to`.execute(
    database,
  );
  return rows;
}

function sameShares(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const rules = Object.keys(a);
  return rules.length === Object.keys(b).length && rules.every((rule) => a[rule] === b[rule]);
}

/** Whether the stored score already says what was folded; then nothing is announced. */
export function alreadySays(row: ScoreRow, folded: FoldedScore, halfLifeDays: number): boolean {
  if (row.version === 0) return folded.lastContributionAt === null;
  return (
    row.value === folded.value &&
    row.as_of === folded.asOf &&
    row.half_life_days === halfLifeDays &&
    row.contributions === folded.contributions &&
    row.last_contribution_at === folded.lastContributionAt &&
    sameShares(row.by_rule, folded.byRule)
  );
}

export async function saveScores(trx: ScoringTransaction, rows: ReadonlyArray<ScoreRow>): Promise<void> {
  await sql`
    update scoring.scores s
    set version = n.version, value = n.value, as_of = n.as_of, half_life_days = n.half_life_days,
      contributions = n.contributions, last_contribution_at = n.last_contribution_at, by_rule = n.by_rule
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (customer_id text, version bigint, value float8, as_of bigint,
      half_life_days float8, contributions integer, last_contribution_at bigint, by_rule jsonb)
    where s.customer_id = n.customer_id`.execute(trx);
}
