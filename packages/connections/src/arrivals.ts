import type { Database } from '@throughline/database';
import { sql } from 'kysely';
import type { ConnectionsTables } from './model.ts';

export type ArrivalOutcome = 'accepted' | 'handshake' | 'refused';

/** How many deliveries of a source ended so, and the last of them. */
export interface Arrival {
  readonly sourceId: string;
  readonly outcome: ArrivalOutcome;
  /** Epoch milliseconds UTC, of the last one. */
  readonly at: number;
  /** Why the last one was refused, in the platform's words; never anything that was sent. */
  readonly reason?: string;
  readonly count: number;
}

/** Throws database.unavailable while PostgreSQL is away. */
export interface Arrivals {
  /** Adds the counts; the latest time stands. One entry a source and outcome. A source that was deleted since is passed over. */
  noteArrivals(arrivals: ReadonlyArray<Arrival>): Promise<void>;
  arrivalsOf(sourceIds: ReadonlyArray<string>): Promise<ReadonlyArray<Arrival>>;
}

export function createArrivals({ kysely }: Pick<Database<ConnectionsTables>, 'kysely'>): Arrivals {
  return {
    async noteArrivals(arrivals) {
      if (arrivals.length === 0) return;
      const rows = arrivals.map(({ sourceId, outcome, at, reason = null, count }) => ({
        source_id: sourceId,
        outcome,
        at: new Date(at).toISOString(),
        reason: reason?.slice(0, 300) ?? null,
        count,
      }));
      await sql`
        insert into connections.arrivals (source_id, outcome, at, reason, count)
        select given.source_id, given.outcome, given.at, given.reason, given.count
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as given(source_id text, outcome text, at timestamptz, reason text, count bigint)
        join connections.sources on sources.id = given.source_id
        order by given.source_id, given.outcome
        on conflict (source_id, outcome) do update set
          at = greatest(arrivals.at, excluded.at),
          reason = case when excluded.at >= arrivals.at then excluded.reason else arrivals.reason end,
          count = arrivals.count + excluded.count`.execute(kysely);
    },
    async arrivalsOf(sourceIds) {
      if (sourceIds.length === 0) return [];
      const rows = await kysely
        .selectFrom('arrivals')
        .selectAll()
        .where('source_id', 'in', [...sourceIds])
        .execute();
      return rows.map(({ source_id, outcome, at, reason, count }) => ({
        sourceId: source_id,
        outcome,
        at: at.getTime(),
        ...(reason === null ? {} : { reason }),
        count,
      }));
    },
  };
}
