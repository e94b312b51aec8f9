import { createDatabase, migrate, type Database } from '@throughline/database';
import type { Customer, IdentifierAssignment, IdentityChange } from '@throughline/schemas';
import { testStack } from '@throughline/stack/testing';
import { sql } from 'kysely';
import type { IdentityEncoders } from './events.ts';
import { createIdentity, createResolver, createStewardship, migrations } from './index.ts';
export { checkInvariants } from './invariants.ts';
import type { IdentityTables } from './store/reading.ts';

/** For tests: events readable in the outbox. */
export const jsonEncoders: IdentityEncoders = {
  customers: { encode: (value) => Buffer.from(JSON.stringify(value)) },
  identifiers: { encode: (value) => Buffer.from(JSON.stringify(value)) },
  identity: { encode: (value) => Buffer.from(JSON.stringify(value)) },
};

type Tables = Database<IdentityTables>;

/** A resolver and what it resolved, on a database of their own. */
export async function openTestIdentity() {
  const stack = await testStack();
  const { url } = await stack.createDatabase();
  await migrate({ url, ...migrations });
  const { schema } = migrations;
  const database = createDatabase<IdentityTables>({
    url,
    schema,
    applicationName: 'identity-test',
    poolSize: 12,
  });
  const identity = createIdentity({ database });
  return {
    database,
    resolver: createResolver({ database, encoders: jsonEncoders }),
    stewardship: createStewardship({ database, encoders: jsonEncoders }),
    identity,
    /** Whose an anchor is; empty: nobody's. */
    customerOf: async (anchor: string) => (await identity.customersOf([anchor])).get(anchor) ?? '',
    close: async () => {
      await database.close();
      await stack.cleanUp();
    },
  };
}

export async function wipe({ kysely }: Tables): Promise<void> {
  await sql`truncate identity.identifiers, identity.past_assignments, identity.edges, identity.cannot_links,
    identity.shared_values, identity.customers, identity.traits, identity.outbox, identity.commands, identity.rulings,
    identity.past_decisions, identity.past_customers, identity.erasures, identity.erased_identifiers, identity.rule_sets`.execute(
    kysely,
  );
  // Seldom filled: truncating a table costs far more than finding it empty.
  await sql`
    with models as (delete from identity.matching_models), queue as (delete from identity.matching_queue),
      sweep as (delete from identity.matching_sweep), records as (delete from identity.matching_records),
      keys as (delete from identity.matching_keys)
    delete from identity.suggestions`.execute(kysely);
}

/** The identifiers of each customer, sorted: what must not depend on the order in which things came. */
export async function components({ kysely }: Tables): Promise<string[][]> {
  const { rows } = await sql<{ members: string[] }>`
    select array_agg(identifier order by identifier collate "C") as members from identity.identifiers where valid_to is null
    group by customer_id order by min(identifier collate "C") collate "C"`.execute(kysely);
  return rows.map(({ members }) => members);
}

/** What the outbox holds, in order. */
export async function events({ kysely }: Tables) {
  const { rows: all } = await sql<{ topic: string; key: string; value: Buffer | null }>`
    select topic, key, value from identity.outbox order by id`.execute(kysely);
  const rows = all.flatMap(({ value, ...row }) => (value === null ? [] : [{ ...row, value }]));
  const of = <T>(topic: string) =>
    rows.filter((row) => row.topic === topic).map(({ value }) => JSON.parse(value.toString()) as T);
  const versionsByKey = new Map<string, number[]>();
  for (const { topic, key, value } of rows.filter((row) => row.topic !== 'customers.identity')) {
    const { version } = JSON.parse(value.toString()) as { version: number };
    versionsByKey.set(`${topic} ${key}`, [...(versionsByKey.get(`${topic} ${key}`) ?? []), version]);
  }
  return {
    customers: of<Customer>('customers'),
    assignments: of<IdentifierAssignment>('customers.identifiers'),
    changes: of<IdentityChange>('customers.identity'),
    versionsByKey,
    tombstones: all.filter(({ value }) => value === null).map(({ topic, key }) => `${topic} ${key}`),
  };
}
