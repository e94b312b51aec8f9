import { plainOf } from '@throughline/schemas';
import type { Consent, Customer, IdentifierAssignment } from '@throughline/schemas';
import { sql } from 'kysely';
import type { LedgerTransaction } from './model.ts';

/** The last of each key, in the order of the keys, so that concurrent transactions lock rows in one order. */
function latest<T>(list: ReadonlyArray<T>, keyOf: (one: T) => string, versionOf: (one: T) => number): T[] {
  const byKey = new Map<string, T>();
  for (const one of list) {
    const known = byKey.get(keyOf(one));
    if (known === undefined || versionOf(one) >= versionOf(known)) byKey.set(keyOf(one), one);
  }
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

interface Changed {
  readonly customer_id: string;
}

/**
 * Folds customers in.
 * @returns the customers that changed, and those of them who were merged into another, or are their own again
 */
export async function foldCustomers(
  trx: LedgerTransaction,
  customers: ReadonlyArray<Customer>,
): Promise<{ readonly changed: string[]; readonly turned: string[] }> {
  const rows = latest(
    customers,
    (one) => one.customerId,
    (one) => one.version,
  ).map((one) => ({
    customer_id: one.customerId,
    version: one.version,
    merged_into: one.mergedInto,
    traits: Object.fromEntries(Object.entries(one.traits).map(([name, trait]) => [name, trait.value])),
  }));
  if (rows.length === 0) return { changed: [], turned: [] };
  const before = await sql<{ customer_id: string; merged_into: string | null }>`
    select customer_id, merged_into from ledger.people
      where customer_id = any(${rows.map((row) => row.customer_id)}::text[]) order by customer_id for update`.execute(
    trx,
  );
  const { rows: changed } = await sql<Changed & { merged_into: string | null }>`
    insert into ledger.people as known (customer_id, version, merged_into, traits)
    select customer_id, version, merged_into, traits
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as given (customer_id text, version bigint, merged_into text, traits jsonb)
      where customer_id not in (select customer_id from ledger.erased_customers)
    on conflict (customer_id) do update
      set version = excluded.version, merged_into = excluded.merged_into, traits = excluded.traits, changed_at = now()
      where known.version < excluded.version
    returning customer_id, merged_into`.execute(trx);
  const mergedBefore = new Map(before.rows.map((row) => [row.customer_id, row.merged_into]));
  return {
    changed: changed.map((row) => row.customer_id),
    turned: changed
      .filter((row) => row.merged_into !== (mergedBefore.get(row.customer_id) ?? null))
      .map((row) => row.customer_id),
  };
}

/** Folds assignments in. @returns the customers that gained or lost an identifier, and the anchors that moved */
export async function foldIdentifiers(
  trx: LedgerTransaction,
  assignments: ReadonlyArray<IdentifierAssignment>,
): Promise<{ readonly changed: string[]; readonly anchors: string[] }> {
  const rows = latest(
    assignments,
    (one) => one.identifier,
    (one) => one.version,
  ).map((one) => ({
    identifier: one.identifier,
    customer_id: one.customerId,
    anchor: plainOf(one.identifier),
    valid_from: one.validFrom,
    valid_to: one.validTo,
    verified: one.verified,
    version: one.version,
  }));
  if (rows.length === 0) return { changed: [], anchors: [] };
  const { rows: changed } = await sql<Changed & { anchor: string }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as given (identifier text, customer_id text, anchor text, valid_from bigint, valid_to bigint, verified boolean,
                  version bigint)
        where customer_id not in (select customer_id from ledger.erased_customers)
    ), before as (
      select known.identifier, known.customer_id
        from ledger.identifiers known join given on given.identifier = known.identifier
    ), written as (
      insert into ledger.identifiers as known
        (identifier, customer_id, anchor, valid_from, valid_to, verified, version)
      select identifier, customer_id, anchor, valid_from, valid_to, verified, version from given
      on conflict (identifier) do update
        set customer_id = excluded.customer_id, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
            verified = excluded.verified, version = excluded.version
        where known.version < excluded.version
      returning identifier, anchor, customer_id
    )
    select customer_id, anchor from written
    union select before.customer_id, anchor from before join written using (identifier)`.execute(trx);
  return {
    changed: [...new Set(changed.map((row) => row.customer_id))].filter((id) => id !== ''),
    anchors: [...new Set(changed.map((row) => row.anchor))],
  };
}

/** Folds consents in. @returns the customers concerned */
export async function foldConsents(
  trx: LedgerTransaction,
  consents: ReadonlyArray<Consent>,
): Promise<string[]> {
  const rows = latest(
    consents,
    (one) => `${one.identifier} ${one.purpose}`,
    (one) => one.version,
  ).map((one) => ({
    identifier: one.identifier,
    purpose: one.purpose,
    customer_id: one.customerId,
    state: one.state,
    version: one.version,
  }));
  if (rows.length === 0) return [];
  const { rows: changed } = await sql<Changed>`
    insert into ledger.consents as known (identifier, purpose, customer_id, state, version)
    select identifier, purpose, customer_id, state, version
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as given (identifier text, purpose text, customer_id text, state text, version bigint)
      where customer_id not in (select customer_id from ledger.erased_customers)
    on conflict (identifier, purpose) do update
      set customer_id = excluded.customer_id, state = excluded.state, version = excluded.version
      where known.version < excluded.version
    returning customer_id`.execute(trx);
  return [...new Set(changed.map((row) => row.customer_id).filter((id) => id !== ''))];
}
