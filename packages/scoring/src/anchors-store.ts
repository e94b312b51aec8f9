import { sql } from 'kysely';
import { SINCE_EVER, STILL, sorted } from './intervals.ts';
import type { ScoringTransaction } from './tables.ts';

/**
 * Makes sure that each anchor belongs to somebody and holds it there until the end of the transaction.
 * @param claims customer by anchor, as the resolved interactions told; only for anchors that nothing is known of
 * @param others anchors to hold besides
 */
export async function holdAnchors(
  trx: ScoringTransaction,
  claims: ReadonlyMap<string, string>,
  others: ReadonlyArray<string>,
): Promise<void> {
  const wanted = sorted([...claims.keys(), ...others]);
  const known = await shareAnchors(trx, wanted);
  const missing = wanted.filter((anchor) => !known.has(anchor) && claims.has(anchor));
  if (missing.length === 0) return;
  await sql`
    insert into scoring.anchors (anchor, customer_id, version, valid_from, valid_to)
    select anchor, customer_id, 0,
      coalesce((select max(valid_to) from scoring.anchors former where former.anchor = claim.anchor), ${SINCE_EVER}::bigint),
      ${STILL}::bigint
    from unnest(${missing}::text[], ${missing.map((anchor) => claims.get(anchor))}::text[]) as claim (anchor, customer_id)
    on conflict (anchor, life) do nothing`.execute(trx);
  await shareAnchors(trx, missing);
}

async function shareAnchors(trx: ScoringTransaction, anchors: ReadonlyArray<string>): Promise<Set<string>> {
  const { rows } = await sql<{ anchor: string; life: string }>`
    select anchor, life from scoring.anchors where anchor = any(${anchors}::text[]) order by anchor, life for share`.execute(
    trx,
  );
  return new Set(rows.filter(({ life }) => life === '').map(({ anchor }) => anchor));
}

/** Everybody who holds a part of one of these anchors. */
export async function customersHolding(
  trx: ScoringTransaction,
  anchors: ReadonlyArray<string>,
): Promise<string[]> {
  const { rows } = await sql<{ customer_id: string }>`
    select distinct customer_id from scoring.assignments where anchor = any(${anchors}::text[])`.execute(trx);
  return rows.map(({ customer_id }) => customer_id);
}

/** Whose each anchor is at the time (epoch milliseconds) of an event. */
export async function ownersAt(
  trx: ScoringTransaction,
  events: ReadonlyArray<{ readonly anchor: string; readonly occurredAt: number }>,
): Promise<(anchor: string, at: number) => string | undefined> {
  const { rows } = await sql<{ anchor: string; at: number; customer_id: string }>`
    select e.anchor, e.at, a.customer_id
    from unnest(
      ${events.map(({ anchor }) => anchor)}::text[], ${events.map(({ occurredAt }) => occurredAt)}::bigint[]) as e (anchor, at)
    join scoring.assignments a on a.anchor = e.anchor and a.valid_from <= e.at and e.at < a.valid_to`.execute(
    trx,
  );
  const owners = new Map(rows.map(({ anchor, at, customer_id }) => [`${at} ${anchor}`, customer_id]));
  return (anchor, at) => owners.get(`${at} ${anchor}`);
}
