import { plainOf } from '@throughline/schemas';
import type { IdentifierAssignment } from '@throughline/schemas';
import { sql } from 'kysely';
import type { AudienceTransaction } from './tables.ts';

/** Each once, in the order in which rows are locked. */
export const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();

/** Remembers whose identifiers are, as resolved interactions told, where nothing is known of them; holds them until the end of the transaction. */
export async function holdIdentifiers(
  trx: AudienceTransaction,
  claims: ReadonlyMap<string, string>,
  others: ReadonlyArray<string>,
): Promise<void> {
  const wanted = sorted([...claims.keys(), ...others]);
  const known = await shareOwners(trx, wanted);
  const missing = wanted.filter((identifier) => !known.has(identifier) && claims.has(identifier));
  if (missing.length === 0) return;
  await sql`
    insert into audience.owners (identifier, anchor, customer_id, valid_from)
    select identifier, identifier, customer_id,
      (select max(valid_to) from audience.owners former where former.anchor = claim.identifier)
    from unnest(${missing}::text[], ${missing.map((identifier) => claims.get(identifier))}::text[])
      as claim (identifier, customer_id)
    on conflict (identifier) do nothing`.execute(trx);
  await shareOwners(trx, missing);
}

async function shareOwners(
  trx: AudienceTransaction,
  identifiers: ReadonlyArray<string>,
): Promise<Set<string>> {
  const { rows } = await sql<{ identifier: string }>`
    select identifier from audience.owners where identifier = any(${identifiers}::text[])
    order by identifier for share`.execute(trx);
  return new Set(rows.map(({ identifier }) => identifier));
}

/**
 * Takes in whose identifiers are, and were; a version that is not above the known one changes nothing.
 * @returns the identifiers that changed, and everybody who had or has them
 */
export async function applyAssignments(
  trx: AudienceTransaction,
  assignments: ReadonlyArray<IdentifierAssignment>,
): Promise<{ identifiers: string[]; customers: string[] }> {
  const latest = new Map<string, IdentifierAssignment>();
  for (const assignment of assignments) {
    const known = latest.get(assignment.identifier);
    if (known === undefined || assignment.version > known.version)
      latest.set(assignment.identifier, assignment);
  }
  const identifiers = sorted(latest.keys());
  const before = await sql<{ identifier: string; customer_id: string }>`
    select identifier, customer_id from audience.owners where identifier = any(${identifiers}::text[])
    order by identifier for update`.execute(trx);
  const rows = identifiers.flatMap((identifier) => latest.get(identifier) ?? []);
  const changed = await sql<{ identifier: string; customer_id: string }>`
    insert into audience.owners as known (identifier, anchor, customer_id, valid_from, valid_to, version)
    select * from unnest(
      ${identifiers}::text[], ${identifiers.map(plainOf)}::text[], ${rows.map(({ customerId }) => customerId)}::text[],
      ${rows.map(({ validFrom }) => validFrom)}::bigint[], ${rows.map(({ validTo }) => validTo)}::bigint[],
      ${rows.map(({ version }) => version)}::bigint[])
    on conflict (identifier) do update
      set customer_id = excluded.customer_id, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
        version = excluded.version
      where excluded.version > known.version
    returning identifier, customer_id`.execute(trx);
  const moved = new Set(changed.rows.map(({ identifier }) => identifier));
  const had = before.rows.filter(({ identifier }) => moved.has(identifier));
  const customers = [...had, ...changed.rows].map(({ customer_id }) => customer_id);
  return { identifiers: [...moved], customers: sorted(customers).filter((customer) => customer !== '') };
}

/** Everybody who has, or had, one of these identifiers. */
export async function ownersOf(
  trx: AudienceTransaction,
  identifiers: ReadonlyArray<string>,
): Promise<string[]> {
  const { rows } = await sql<{ customer_id: string }>`
    select distinct customer_id from audience.owners
    where anchor = any(${identifiers}::text[]) and customer_id <> ''`.execute(trx);
  return rows.map(({ customer_id }) => customer_id);
}
