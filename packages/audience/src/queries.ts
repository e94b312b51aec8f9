import { asStoreError } from '@throughline/database';
import type { Consent } from '@throughline/schemas';
import { sql } from 'kysely';
import { parseCondition } from './condition.ts';
import { loadSegments } from './memberships-store.ts';
import type { Segment } from './memberships-store.ts';
import type { AudienceDatabase } from './tables.ts';

/** A statement as it stands in the history of a consent. Times are epoch milliseconds, UTC. */
export interface StatedConsent {
  readonly interactionId: string;
  readonly identifier: string;
  readonly purpose: string;
  readonly state: string;
  readonly trusted: boolean;
  readonly effectiveAt: number;
  readonly recordedAt: number;
  readonly withdrawnAt: number | null;
}

/** What the console asks. */
export interface Audiences {
  /** What a customer allows their identifiers to be used for, now. */
  consentsOf(customerId: string): Promise<Consent[]>;
  /** Everything that was ever said for a customer's identifiers, latest first. */
  statementsOf(customerId: string): Promise<StatedConsent[]>;
  /** The segments that a customer is in. */
  membershipsOf(customerId: string): Promise<Array<{ segmentId: string; name: string; since: number }>>;
  /** Every segment, with how many are in it. */
  listSegments(): Promise<Array<Segment & { readonly members: number }>>;
  membersOf(segmentId: string, limit: number, after?: string): Promise<string[]>;
  /**
   * Defines a segment, or defines it anew; everybody is looked at again soon after.
   * @throws audience.definition-invalid
   */
  saveSegment(segment: {
    segmentId: string;
    name: string;
    definition: unknown;
    enabled?: boolean;
  }): Promise<void>;
}

export function createAudiences(database: AudienceDatabase): Audiences {
  const { kysely } = database;
  return {
    consentsOf: async (customerId) => {
      const rows = await kysely
        .selectFrom('consents')
        .selectAll()
        .where('customer_id', '=', customerId)
        .orderBy('identifier')
        .orderBy('purpose')
        .execute();
      return rows.map((row) => ({
        identifier: row.identifier,
        customerId: row.customer_id,
        purpose: row.purpose,
        state: row.state,
        version: row.version,
        interactionId: row.interaction_id,
        effectiveAt: row.effective_at,
        recordedAt: row.recorded_at,
      }));
    },
    statementsOf: async (customerId) => {
      const { rows } = await sql<StatedConsent>`
        select s.interaction_id as "interactionId", s.identifier, s.purpose, s.state, s.trusted,
          s.effective_at as "effectiveAt", s.recorded_at as "recordedAt", s.withdrawn_at as "withdrawnAt"
        from audience.statements s join audience.owners o on o.anchor = s.identifier
          and (o.valid_to is null or s.effective_at >= coalesce(o.valid_from, s.effective_at) and s.effective_at < o.valid_to)
        where o.customer_id = ${customerId} order by s.effective_at desc, s.id desc`.execute(kysely);
      return rows;
    },
    membershipsOf: async (customerId) => {
      const rows = await kysely
        .selectFrom('memberships')
        .innerJoin('segments', 'segments.segment_id', 'memberships.segment_id')
        .select(['segments.segment_id', 'segments.name', 'memberships.changed_at as since'])
        .where('memberships.customer_id', '=', customerId)
        .where('memberships.member', '=', true)
        .orderBy('segments.name')
        .execute();
      return rows.map(({ segment_id, name, since }) => ({ segmentId: segment_id, name, since }));
    },
    listSegments: async () => {
      const { rows } = await sql<{ segment_id: string; members: number }>`
        select segment_id, count(*) as members from audience.memberships where member group by segment_id`.execute(
        kysely,
      );
      const members = new Map(rows.map((row) => [row.segment_id, row.members]));
      const segments = await loadSegments(database);
      return segments.map((segment) => ({ ...segment, members: members.get(segment.segmentId) ?? 0 }));
    },
    membersOf: async (segmentId, limit, after = '') => {
      const rows = await kysely
        .selectFrom('memberships')
        .select('customer_id')
        .where('segment_id', '=', segmentId)
        .where('member', '=', true)
        .where('customer_id', '>', after)
        .orderBy('customer_id')
        .limit(limit)
        .execute();
      return rows.map(({ customer_id }) => customer_id);
    },
    saveSegment: async ({ segmentId, name, definition, enabled = true }) => {
      const json = JSON.stringify(parseCondition(definition));
      try {
        await database.transaction(async (trx) => {
          await sql`
            insert into audience.segments (segment_id, name, definition, enabled)
            values (${segmentId}, ${name}, ${json}::jsonb, ${enabled})
            on conflict (segment_id) do update set name = excluded.name, definition = excluded.definition,
              enabled = excluded.enabled, changed_at = now()`.execute(trx);
          await sql`update audience.profiles set evaluated_at = 0`.execute(trx);
        });
      } catch (error) {
        throw asStoreError(error);
      }
    },
  };
}
