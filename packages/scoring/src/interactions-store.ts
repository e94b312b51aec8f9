import { sql } from 'kysely';
import type { Contribution } from './fold.ts';
import type { Reading } from './reading.ts';
import type { ScoringTransaction } from './tables.ts';
import { utcDay } from './time.ts';

/**
 * Takes the lock of each interaction, in the order of their ids, and keeps its standing where it is later than the known one.
 * @returns the interactions of which that holds, and whether they were known before
 */
export async function advanceInteractions(
  trx: ScoringTransaction,
  readings: ReadonlyArray<Reading>,
): Promise<Map<string, { readonly known: boolean }>> {
  const { rows } = await sql<{ interaction_id: string; known: boolean }>`
    insert into scoring.interactions as known (interaction_id, revision, deleted, reading)
    select * from unnest(
      ${readings.map(({ interactionId }) => interactionId)}::text[], ${readings.map(({ revision }) => revision)}::bigint[],
      ${readings.map(({ deleted }) => deleted)}::boolean[], ${readings.map(({ reading }) => reading)}::integer[])
    on conflict (interaction_id) do update
      set revision = excluded.revision, deleted = excluded.deleted, reading = excluded.reading
      where (excluded.revision, excluded.deleted, excluded.reading) > (known.revision, known.deleted, known.reading)
    returning interaction_id, xmax <> 0 as known`.execute(trx);
  return new Map(rows.map(({ interaction_id, known }) => [interaction_id, { known }]));
}

/** Anchors that hold contributions of these interactions. */
export async function anchorsHolding(
  trx: ScoringTransaction,
  interactionIds: ReadonlyArray<string>,
): Promise<string[]> {
  if (interactionIds.length === 0) return [];
  const { rows } = await sql<{ anchor: string }>`
    select distinct anchor from scoring.contributions where interaction_id = any(${interactionIds}::text[])`.execute(
    trx,
  );
  return rows.map(({ anchor }) => anchor);
}

/** Puts `contributions` in the place of all that the `replaced` interactions had. */
export async function replaceContributions(
  trx: ScoringTransaction,
  replaced: ReadonlyArray<string>,
  contributions: ReadonlyArray<Contribution>,
): Promise<void> {
  if (replaced.length > 0) {
    await sql`delete from scoring.contributions where interaction_id = any(${replaced}::text[])`.execute(trx);
  }
  if (contributions.length === 0) return;
  await sql`
    insert into scoring.contributions (interaction_id, rule, anchor, day, points, occurred_at, revision)
    select * from unnest(
      ${contributions.map(({ interactionId }) => interactionId)}::text[], ${contributions.map(({ rule }) => rule)}::text[],
      ${contributions.map(({ anchor }) => anchor)}::text[], ${contributions.map(({ occurredAt }) => utcDay(occurredAt))}::date[],
      ${contributions.map(({ points }) => points)}::float8[], ${contributions.map(({ occurredAt }) => occurredAt)}::bigint[],
      ${contributions.map(({ revision }) => revision)}::bigint[])`.execute(trx);
}
