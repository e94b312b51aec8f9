import { createDatabase, migrate, type Database } from '@throughline/database';
import type { Customer, IdentifierAssignment, IdentityChange } from '@throughline/schemas';
import { testStack } from '@throughline/stack/testing';
import { sql } from 'kysely';
import type { IdentityEncoders } from './events.ts';
import { createIdentity, createResolver, migrations } from './index.ts';
import { link } from './link.ts';
import type { IdentityTables } from './reading.ts';

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
  return {
    database,
    resolver: createResolver({ database, encoders: jsonEncoders }),
    identity: createIdentity({ database }),
    close: async () => {
      await database.close();
      await stack.cleanUp();
    },
  };
}

export async function wipe({ kysely }: Tables): Promise<void> {
  await sql`truncate identity.identifiers, identity.past_assignments, identity.edges, identity.cannot_links,
    identity.shared_values, identity.customers, identity.traits, identity.outbox`.execute(kysely);
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
  const { rows } = await sql<{ topic: string; key: string; value: Buffer }>`
    select topic, key, value from identity.outbox order by id`.execute(kysely);
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
  };
}

async function count({ kysely }: Tables, what: string, statement: string): Promise<void> {
  const { rows } = await sql
    .raw<{ n: number }>(`select count(*)::int as n from (${statement}) as wrong`)
    .execute(kysely);
  if (rows[0]?.n !== 0) throw new Error(`${rows[0]?.n} × ${what}`);
}

/** Holds the tables to what must always be so, and the decisions to what the pure function says of all the evidence. */
export async function checkInvariants(database: Tables): Promise<void> {
  await count(
    database,
    'identifier of nobody active',
    `select 1 from identity.identifiers i
    left join identity.customers c on c.id = i.customer_id where c.state is distinct from 'active'`,
  );
  await count(
    database,
    'id that does not resolve in one step',
    `select 1 from identity.customers c
    left join identity.customers m on m.id = c.merged_into where c.state = 'merged' and m.state is distinct from 'active'`,
  );
  await count(
    database,
    'id that is not with its founding identifier',
    `select 1 from identity.customers c
    join identity.identifiers i on i.identifier = c.founding_identifier
    where i.customer_id <> coalesce(c.merged_into, c.id)`,
  );
  await count(
    database,
    'active customer without identifiers',
    `select 1 from identity.customers c where state = 'active'
    and not exists (select from identity.identifiers i where i.customer_id = c.id)`,
  );
  await count(
    database,
    'wrong count of identifiers',
    `select 1 from identity.customers c where state = 'active'
    and identifier_count <> (select count(*) from identity.identifiers i where i.customer_id = c.id
      and type not in ('conversation', 'interaction'))`,
  );
  await count(
    database,
    'accepted edge across customers',
    `select 1 from identity.edges e
    join identity.identifiers a on a.identifier = e.low join identity.identifiers b on b.identifier = e.high
    where e.accepted <> (a.customer_id = b.customer_id)`,
  );
  await count(
    database,
    'conversation away from its holder',
    `select 1 from identity.identifiers i
    join identity.identifiers h on h.identifier = i.held_by where i.customer_id <> h.customer_id`,
  );
  await checkLinking(database);
}

async function checkLinking({ kysely }: Tables): Promise<void> {
  const nodes = await sql<{ identifier: string; verified: boolean; shared: boolean; customerId: string }>`
    select identifier, verified, shared, customer_id::text as "customerId" from identity.identifiers
    where type not in ('conversation', 'interaction')`.execute(kysely);
  const edges = await sql<{
    low: string;
    high: string;
    kind: string;
    verified: boolean;
    firstAt: number;
    refusal: string;
  }>`
    select low, high, kind, verified, first_at as "firstAt", refusal from identity.edges`.execute(kysely);
  const { clusterOf, decisions } = link(new Map(nodes.rows.map((row) => [row.identifier, row])), edges.rows);
  const named = new Map<string, string>();
  for (const { identifier, customerId } of nodes.rows) {
    const cluster = clusterOf.get(identifier) ?? '';
    const known = named.get(cluster) ?? customerId;
    named.set(cluster, known);
    if (known !== customerId) throw new Error(`${identifier} is not with ${cluster}`);
  }
  if (named.size !== new Set(named.values()).size) throw new Error('two clusters share a customer');
  edges.rows.forEach((edge, index) => {
    const refusal = decisions[index]?.refusal ?? null;
    if (edge.refusal !== refusal)
      throw new Error(`${edge.low} ${edge.high}: ${edge.refusal} but should be ${refusal}`);
  });
}
