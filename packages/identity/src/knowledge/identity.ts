import type { Database } from '@throughline/database';
import { plainOf } from '@throughline/schemas';
import type { Customer } from '@throughline/schemas';
import { sql } from 'kysely';
import type { Profile } from '../model.ts';
import type { IdentityTables } from '../store/reading.ts';
import { valueOf } from '../linking/rules.ts';
import { customerAsOf, identifiersAsOf } from './history.ts';
import type { CustomerThen, IdentifierThen } from './history.ts';
import { looksLikeAnother } from '../evidence/mailbox.ts';
import { searchCustomers } from './search.ts';
import type { CustomerFound } from './search.ts';
import type { EdgeShown, IdentifierShown } from './shown.ts';

export type { CustomerFound } from './search.ts';

/** Of a row `e` of edges. */
export const edgeColumns = sql`e.low as "from", e.high as "to", e.kind, e.verified, e.accepted, e.refusal,
  e.first_at as "firstAt", e.first_interaction as "firstInteraction", e.first_digest as "firstDigest",
  e.last_at as "lastAt", e.last_interaction as "lastInteraction", e.last_digest as "lastDigest",
  case when e.kind in ('match', 'person') then (
    select json_build_object('probability', s.probability, 'weight', s.weight, 'evidence', s.evidence, 'model', s.model)
    from identity.suggestions s where s.low = e.low and s.high = e.high) end as match`;

export interface Holding {
  readonly anchor: string;
  readonly validFrom: number | null;
  readonly validTo: number | null;
}

/** Who has an anchor, from `validFrom` (inclusive) to `validTo` (exclusive), epoch milliseconds; null for open ends. */
export interface Holder {
  readonly customerId: string;
  readonly validFrom: number | null;
  readonly validTo: number | null;
}

/** Who has, or had, an anchor at a time (epoch milliseconds). */
export const holderAt = (holders: ReadonlyArray<Holder> | undefined, at: number): string | undefined =>
  holders?.find(({ validFrom, validTo }) => (validFrom ?? at) <= at && at < (validTo ?? Infinity))
    ?.customerId;

/** A value that holds for a customer, and who vouches for it. */
export interface CustomerShown extends Omit<Customer, 'traits'> {
  readonly traits: Profile;
}

/** What is known of customers. Ids that were merged away are followed everywhere; one never issued is nobody's. */
export interface Identity {
  /** The customer that holds this id now, under its own id. */
  customer(id: string): Promise<CustomerShown | undefined>;
  /** The identifiers by which the person is known, strongest evidence of a person first. */
  identifiersOf(id: string): Promise<IdentifierShown[]>;
  /** All identifiers that hold the customer's interactions, conversations too: histories fold over these. */
  anchorsOf(id: string): Promise<string[]>;
  /**
   * The same with the time for which each is the customer's: a recycled number's former holder has it until `validTo`, who has
   * it now only from `validFrom` (epoch milliseconds of the interaction; null for open ends).
   */
  holdingsOf(id: string): Promise<Holding[]>;
  /** The customer as known at a time (epoch milliseconds of the database's clock); undefined where there was none, or it was erased. */
  customerAsOf(id: string, at: number): Promise<CustomerThen | undefined>;
  /** The identifiers that were believed to be the customer's at a time. */
  identifiersAsOf(id: string, at: number): Promise<IdentifierThen[]>;
  /** Whose these anchors are now; those never seen are left out. */
  customersOf(anchors: ReadonlyArray<string>): Promise<Map<string, string>>;
  /**
   * Whose these anchors are and were: a recycled number has one holder after the other. In the order of time; those never seen
   * are left out.
   */
  holdersOf(anchors: ReadonlyArray<string>): Promise<Map<string, Holder[]>>;
  /** By part of an e-mail address, phone number, other identifier or name, in the forms that people type. */
  searchCustomers(text: string, limit?: number): Promise<CustomerFound[]>;
  /** The evidence: edges at the customer's identifiers, refused ones too; at most 1,000, the latest. */
  edgesOf(id: string): Promise<EdgeShown[]>;
}

export const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

interface CustomerRead extends Omit<CustomerShown, 'createdAt' | 'changedAt'> {
  readonly createdAt: Date;
  readonly changedAt: Date;
}

export function createIdentity({ database }: { readonly database: Database<IdentityTables> }): Identity {
  const { kysely } = database;
  /** The id of the customer that holds `id` now, as a scalar subquery. */
  const current = (id: string) =>
    sql`(select coalesce(merged_into, id) from identity.customers where id = ${id}::uuid)`;

  return {
    customer: async (id) => {
      if (!isUuid(id)) return undefined;
      const { rows } = await sql<CustomerRead>`
        select id::text as "customerId", version, state, merged_into::text as "mergedInto",
          founding_identifier as "foundingIdentifier", identifier_count as "identifierCount", traits,
          created_at as "createdAt", changed_at as "changedAt"
        from identity.customers where id = ${current(id)}`.execute(kysely);
      const [row] = rows;
      return row && { ...row, createdAt: row.createdAt.getTime(), changedAt: row.changedAt.getTime() };
    },

    identifiersOf: async (id) => {
      if (!isUuid(id)) return [];
      const { rows } = await sql<Omit<IdentifierShown, 'value' | 'suspicious'>>`
        select identifier, type, verified, shared, ruling, valid_from as "validFrom", valid_to as "validTo",
          first_at as "firstAt", first_interaction as "firstInteraction"
        from identity.identifiers
        where customer_id = ${current(id)} and type not in ('conversation', 'interaction')
        order by verified desc, first_at, identifier`.execute(kysely);
      return rows.map((row) => {
        const identifier = plainOf(row.identifier);
        return { ...row, identifier, value: valueOf(identifier), suspicious: looksLikeAnother(identifier) };
      });
    },

    anchorsOf: async (id) => {
      if (!isUuid(id)) return [];
      const { rows } = await sql<{ identifier: string }>`
        select identifier from identity.identifiers where customer_id = ${current(id)} and valid_to is null
        order by identifier`.execute(kysely);
      return rows.map(({ identifier }) => identifier);
    },

    holdingsOf: async (id) => {
      if (!isUuid(id)) return [];
      const { rows } = await sql<Holding>`
        select identifier as anchor, valid_from as "validFrom", valid_to as "validTo" from identity.identifiers
        where customer_id = ${current(id)} order by identifier`.execute(kysely);
      return rows.map((row) => ({ ...row, anchor: plainOf(row.anchor) }));
    },

    customerAsOf: async (id, at) => (isUuid(id) ? customerAsOf(kysely, id, at) : undefined),
    identifiersAsOf: async (id, at) => (isUuid(id) ? identifiersAsOf(kysely, id, at) : []),

    customersOf: async (anchors) => {
      const { rows } = await sql<{ identifier: string; customerId: string }>`
        select identifier, customer_id::text as "customerId" from identity.identifiers
        where identifier = any(${[...anchors]}::text[]) and valid_to is null`.execute(kysely);
      return new Map(rows.map((row) => [row.identifier, row.customerId]));
    },

    holdersOf: async (anchors) => {
      const { rows } = await sql<Holder & { anchor: string }>`
        select coalesce(life_of, identifier) as anchor, customer_id::text as "customerId", valid_from as "validFrom",
          valid_to as "validTo"
        from identity.identifiers
        where identifier = any(${[...anchors]}::text[]) or life_of = any(${[...anchors]}::text[])
        order by valid_to nulls last`.execute(kysely);
      const holders = new Map<string, Holder[]>();
      for (const { anchor, ...holder } of rows) holders.set(anchor, [...(holders.get(anchor) ?? []), holder]);
      return holders;
    },

    searchCustomers: (text, limit = 20) => searchCustomers(kysely, text, limit),

    edgesOf: async (id) => {
      if (!isUuid(id)) return [];
      const { rows } = await sql<EdgeShown>`
        with own as (
          select identifier from identity.identifiers where customer_id = ${current(id)}
        )
        select ${edgeColumns} from (
          select * from identity.edges where low in (select identifier from own) and withdrawn_at is null
          union
          select * from identity.edges where high in (select identifier from own) and withdrawn_at is null
        ) as e
        order by last_at desc, low, high limit 1000`.execute(kysely);
      return rows;
    },
  };
}
