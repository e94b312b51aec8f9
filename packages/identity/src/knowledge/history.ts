import { plainOf } from '@throughline/schemas';
import { sql } from 'kysely';
import type { Profile } from '../model.ts';
import type { Executor } from '../store/reading.ts';
import { typeOf, valueOf } from '../linking/rules.ts';

/** Whose an identifier was believed to be. */
export interface IdentifierThen {
  readonly identifier: string;
  readonly type: string;
  readonly value: string;
  /** Of a recycled identifier: when it was theirs, epoch milliseconds; null for open ends. */
  readonly validFrom: number | null;
  readonly validTo: number | null;
  /** Epoch milliseconds, since when it was believed. */
  readonly recordedAt: number;
}

export interface CustomerThen {
  /** The customer that held the id at the time, under its own id. */
  readonly customerId: string;
  readonly traits: Profile;
  readonly identifiers: ReadonlyArray<IdentifierThen>;
  /** Epoch milliseconds. */
  readonly asOf: number;
}

/** Every assignment that was believed at a time: those that still are, and those that are past. */
const assignmentsAt = (at: number) => sql`(
  select identifier, customer_id, valid_from, valid_to, assigned_at as recorded_at from identity.identifiers
  where assigned_at <= to_timestamp(${at} / 1000.0)
  union all
  select identifier, customer_id, valid_from, valid_to, recorded_at from identity.past_assignments
  where recorded_at <= to_timestamp(${at} / 1000.0) and withdrawn_at > to_timestamp(${at} / 1000.0)
)`;

/** Who was believed to hold the id at the time: whoever had its founding identifier. */
async function holderAt(database: Executor, id: string, at: number): Promise<string | undefined> {
  const { rows: founders } = await sql<{ founding: string }>`
    select founding_identifier as founding from identity.customers where id = ${id}::uuid`.execute(database);
  const [founder] = founders;
  if (!founder || founder.founding === '') return undefined;
  // A life has its name only since it ended.
  const { rows } = await sql<{ identifier: string; customerId: string }>`
    select identifier, customer_id::text as "customerId" from ${assignmentsAt(at)} as a
    where identifier = any(${[founder.founding, plainOf(founder.founding)]}::text[])
    order by identifier = ${founder.founding} desc limit 1`.execute(database);
  return rows[0]?.customerId;
}

/**
 * The identifiers that were believed to be a customer's at a time.
 * @param at epoch milliseconds of the database's clock
 */
export async function identifiersAsOf(database: Executor, id: string, at: number): Promise<IdentifierThen[]> {
  const holder = await holderAt(database, id, at);
  return holder === undefined ? [] : identifiersHeld(database, holder, at);
}

async function identifiersHeld(database: Executor, holder: string, at: number): Promise<IdentifierThen[]> {
  const { rows } = await sql<Omit<IdentifierThen, 'recordedAt' | 'type' | 'value'> & { recordedAt: Date }>`
    select identifier, valid_from as "validFrom", valid_to as "validTo", recorded_at as "recordedAt"
    from ${assignmentsAt(at)} as a where customer_id = ${holder}::uuid
      and identifier not like 'conversation:%' and identifier not like 'interaction:%'
    order by identifier`.execute(database);
  return rows.map((row) => ({
    ...row,
    identifier: plainOf(row.identifier),
    type: typeOf(row.identifier),
    value: plainOf(valueOf(row.identifier)),
    recordedAt: row.recordedAt.getTime(),
  }));
}

/**
 * A customer as known at a time; undefined where the id was not issued yet, or was erased since.
 * @param at epoch milliseconds of the database's clock
 */
export async function customerAsOf(
  database: Executor,
  id: string,
  at: number,
): Promise<CustomerThen | undefined> {
  const holder = await holderAt(database, id, at);
  if (holder === undefined) return undefined;
  const { rows } = await sql<{ traits: Profile }>`
    select traits from identity.past_customers where customer_id = ${holder}::uuid
      and recorded_at <= to_timestamp(${at} / 1000.0) and withdrawn_at > to_timestamp(${at} / 1000.0)
    union all
    select traits from identity.customers where id = ${holder}::uuid and profile_at <= to_timestamp(${at} / 1000.0)
    limit 1`.execute(database);
  const identifiers = await identifiersHeld(database, holder, at);
  return { customerId: holder, traits: rows[0]?.traits ?? {}, identifiers, asOf: at };
}
