import type { SegmentMembership } from '@throughline/schemas';
import { sql } from 'kysely';
import { matches, parseCondition } from './condition.ts';
import type { Condition } from './condition.ts';
import { lockProfiles } from './profiles-store.ts';
import type { AudienceDatabase, AudienceTransaction } from './tables.ts';

export interface Segment {
  readonly segmentId: string;
  readonly name: string;
  readonly definition: Condition;
  readonly enabled: boolean;
}

/** Every segment, by id. */
export async function loadSegments({ kysely }: Pick<AudienceDatabase, 'kysely'>): Promise<Segment[]> {
  const rows = await kysely.selectFrom('segments').selectAll().orderBy('segment_id').execute();
  return rows.map((row) => ({
    segmentId: row.segment_id,
    name: row.name,
    definition: parseCondition(row.definition),
    enabled: row.enabled,
  }));
}

const membershipKey = (customerId: string, segmentId: string) => `${customerId}|${segmentId}`;
/** Key of the topic `segments`. */
export const keyOfMembership = ({
  customerId,
  segmentId,
}: Pick<SegmentMembership, 'customerId' | 'segmentId'>): string => membershipKey(customerId, segmentId);

interface MembershipRow {
  readonly customer_id: string;
  readonly segment_id: string;
  readonly member: boolean;
  readonly version: number;
}

async function knownMemberships(trx: AudienceTransaction, customers: ReadonlyArray<string>) {
  const { rows } = await sql<MembershipRow>`
    select customer_id, segment_id, member, version from audience.memberships
    where customer_id = any(${customers}::text[])`.execute(trx);
  return new Map(rows.map((row) => [membershipKey(row.customer_id, row.segment_id), row]));
}

/**
 * Looks at the segments of these customers again, under the locks of their profiles, and saves who entered or left.
 * A customer who was merged away is in none, and nobody is in a segment that is switched off.
 * @returns what changed, to be announced
 */
export async function evaluate(
  trx: AudienceTransaction,
  customers: ReadonlyArray<string>,
  segments: ReadonlyArray<Segment>,
  now: number,
): Promise<SegmentMembership[]> {
  if (customers.length === 0) return [];
  const profiles = await lockProfiles(trx, customers, now);
  const known = await knownMemberships(trx, customers);
  const changed = profiles.flatMap((profile) =>
    segments.flatMap(({ segmentId, name, definition, enabled }): SegmentMembership[] => {
      const { customerId, state } = profile;
      const before = known.get(membershipKey(customerId, segmentId));
      const member = enabled && state === 'active' && matches(definition, profile, now);
      if (member === (before?.member ?? false)) return [];
      const version = (before?.version ?? 0) + 1;
      return [{ segmentId, segmentName: name, customerId, member, version, changedAt: now }];
    }),
  );
  if (changed.length === 0) return [];
  await sql`
    insert into audience.memberships (customer_id, segment_id, member, version, changed_at)
    select "customerId", "segmentId", member, version, "changedAt"
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb)
      as n ("customerId" text, "segmentId" text, member boolean, version bigint, "changedAt" bigint)
    on conflict (customer_id, segment_id) do update
      set member = excluded.member, version = excluded.version, changed_at = excluded.changed_at`.execute(
    trx,
  );
  return changed;
}
