import { plainOf } from '@throughline/schemas';
import type { ResolvedInteraction } from '@throughline/schemas';
import { sql } from 'kysely';
import { sorted } from './owners-store.ts';
import type { Subject } from './statements-store.ts';
import type { AudienceTransaction } from './tables.ts';

const LOCK = `hashtextextended('throughline.audience.erasing', 0)`;

/**
 * Nobody is erased until the end of the transaction, so what is taken in now is found by an erasure that comes later. Before
 * every other lock.
 */
export async function holdErasures(trx: AudienceTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${sql.raw(LOCK)})`.execute(trx);
}

/** Which of these customers were erased. */
export async function erasedAmong(
  trx: AudienceTransaction,
  customers: Iterable<string>,
): Promise<Set<string>> {
  const { rows } = await sql<{ customer_id: string }>`
    select customer_id from audience.erased_customers where customer_id = any(${sorted(customers)}::text[])`.execute(
    trx,
  );
  return new Set(rows.map(({ customer_id }) => customer_id));
}

/** What interactions tell without those who were erased: their anchors, and the consents for what they took part with. */
export async function withoutErased(
  trx: AudienceTransaction,
  batch: ReadonlyArray<ResolvedInteraction>,
): Promise<ReadonlyArray<ResolvedInteraction>> {
  const erased = await erasedAmong(
    trx,
    batch.flatMap(({ anchors }) => anchors.map(({ customerId }) => customerId)),
  );
  if (erased.size === 0) return batch;
  return batch.flatMap((resolved) => {
    const anchors = resolved.anchors.filter(({ customerId }) => !erased.has(customerId));
    if (anchors.length === resolved.anchors.length) return [resolved];
    if (anchors.length === 0) return [];
    const { interaction } = resolved;
    const theirs = new Set(
      resolved.anchors
        .filter(({ customerId }) => erased.has(customerId))
        .flatMap(({ participant }) => interaction.participants[participant]?.identifiers ?? [])
        .map(({ type, value }) => `${type}:${value}`),
    );
    const consents = interaction.consents.filter(
      ({ identifierType, identifierValue }) => !theirs.has(`${identifierType}:${identifierValue}`),
    );
    return [{ ...resolved, anchors, interaction: { ...interaction, consents } }];
  });
}

/** What an erasure leaves to be done. */
interface Gone {
  /** Consents that are withdrawn from their topic. */
  readonly withdrawn: ReadonlyArray<Subject>;
  /** Consents of identifiers that another has now: to be folded anew. */
  readonly remaining: ReadonlyArray<Subject>;
  /** Whose the identifiers were. */
  readonly customers: ReadonlyArray<string>;
}

/**
 * Forgets erased identifiers with what was said and done in their time; another's time with the same number stays.
 */
export async function eraseIdentifiers(
  trx: AudienceTransaction,
  erased: ReadonlyArray<string>,
): Promise<Gone> {
  const identifiers = sorted(erased);
  const { rows: gone } = await sql<{ identifier: string; customer_id: string }>`
    select identifier, customer_id from audience.owners where identifier = any(${identifiers}::text[])
    order by identifier for update`.execute(trx);
  for (const [table, column, time] of [
    ['statements', 'identifier', 'effective_at'],
    ['activity', 'anchor', 'last_at'],
  ] as const) {
    await sql`
      delete from ${sql.id('audience', table)} t using audience.owners o
      where o.identifier = any(${identifiers}::text[]) and t.${sql.id(column)} = o.anchor
        and t.${sql.id(time)} >= coalesce(o.valid_from, t.${sql.id(time)})
        and (o.valid_to is null or t.${sql.id(time)} < o.valid_to)`.execute(trx);
  }
  await sql`delete from audience.owners where identifier = any(${identifiers}::text[])`.execute(trx);
  const { rows: withdrawn } = await sql<Subject>`
    delete from audience.consents where identifier = any(${identifiers}::text[]) returning identifier, purpose`.execute(
    trx,
  );
  const plain = sorted(identifiers.map(plainOf)).filter((identifier) => !identifiers.includes(identifier));
  const { rows: remaining } = await sql<Subject>`
    select identifier, purpose from audience.consents where identifier = any(${plain}::text[])`.execute(trx);
  const customers = sorted(gone.map(({ customer_id }) => customer_id)).filter((one) => one !== '');
  return { withdrawn, remaining, customers };
}

/**
 * Forgets customers who were erased, with all that their identifiers hold still, and takes in nothing more of them.
 * @returns the segments that each was in or had been in, and what their identifiers leave
 */
export async function eraseCustomers(
  trx: AudienceTransaction,
  customers: ReadonlyArray<string>,
): Promise<Gone & { readonly memberships: ReadonlyArray<{ customerId: string; segmentId: string }> }> {
  const ids = sorted(customers);
  await sql`select pg_advisory_xact_lock(${sql.raw(LOCK)})`.execute(trx);
  await sql`
    insert into audience.erased_customers (customer_id) select unnest(${ids}::text[]) on conflict do nothing`.execute(
    trx,
  );
  const { rows: held } = await sql<{ identifier: string }>`
    select identifier from audience.owners where customer_id = any(${ids}::text[])`.execute(trx);
  const gone = await eraseIdentifiers(
    trx,
    held.map(({ identifier }) => identifier),
  );
  const { rows: memberships } = await sql<{ customerId: string; segmentId: string }>`
    delete from audience.memberships where customer_id = any(${ids}::text[])
    returning customer_id as "customerId", segment_id as "segmentId"`.execute(trx);
  await sql`delete from audience.profiles where customer_id = any(${ids}::text[])`.execute(trx);
  return { ...gone, memberships };
}
