import { sql } from 'kysely';
import type { Amendment, Pair } from './amendment.ts';
import type { EdgeRow, Ruling } from '../model.ts';
import type { Executor } from '../store/reading.ts';

/** Writes what an amendment changes of the evidence, but for the edges that it adds: those are decided with all others. */
export async function writeAmendment(
  trx: Executor,
  amendment: Amendment,
  commandId: string,
  by: string,
): Promise<void> {
  await withdrawEdges(trx, amendment.withdraw);
  await reunite(trx, amendment.reunite);
  await separate(trx, amendment.separate, commandId, by);
  for (const { identifier, after } of amendment.rulings) {
    await rule(trx, identifier, after.ruling, commandId);
  }
}

async function withdrawEdges(trx: Executor, edges: ReadonlyArray<EdgeRow>): Promise<void> {
  if (edges.length === 0) return;
  await sql`
    update identity.edges e set withdrawn_at = clock_timestamp()
    from unnest(${edges.map(({ low }) => low)}::text[], ${edges.map(({ high }) => high)}::text[],
      ${edges.map(({ kind }) => kind)}::text[]) as k (low, high, kind)
    where e.low = k.low and e.high = k.high and e.kind = k.kind and e.withdrawn_at is null`.execute(trx);
}

const ends = (pairs: ReadonlyArray<Pair>) =>
  sql`unnest(${pairs.map(([low]) => low)}::text[], ${pairs.map(([, high]) => high)}::text[]) as k (low, high)`;

async function separate(
  trx: Executor,
  pairs: ReadonlyArray<Pair>,
  commandId: string,
  by: string,
): Promise<void> {
  if (pairs.length === 0) return;
  await sql`
    insert into identity.cannot_links (low, high, asserted_by, command_id)
    select low, high, ${by}, ${commandId} from ${ends(pairs)}
    on conflict on constraint cannot_links_once do nothing`.execute(trx);
}

async function reunite(trx: Executor, pairs: ReadonlyArray<Pair>): Promise<void> {
  if (pairs.length === 0) return;
  await sql`
    update identity.cannot_links c set withdrawn_at = clock_timestamp() from ${ends(pairs)}
    where c.low = k.low and c.high = k.high and c.withdrawn_at is null`.execute(trx);
}

/** Says what a value is from now on; null: nothing any more. */
export async function rule(
  trx: Executor,
  identifier: string,
  ruling: Ruling | null,
  commandId: string,
): Promise<void> {
  await sql`
    update identity.rulings set withdrawn_at = clock_timestamp()
    where identifier = ${identifier} and withdrawn_at is null`.execute(trx);
  if (ruling === null) return;
  await sql`
    insert into identity.rulings (identifier, ruling, command_id) values (${identifier}, ${ruling}, ${commandId})`.execute(
    trx,
  );
}
