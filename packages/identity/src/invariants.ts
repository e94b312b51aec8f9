import type { Database } from '@throughline/database';
import { sql } from 'kysely';
import { link } from './linking/link.ts';
import { readEpoch } from './store/reading-said.ts';
import type { IdentityTables } from './store/reading.ts';
import { createRulesReader } from './store/rules-store.ts';

/** Each must select nothing. */
const forbidden: Readonly<Record<string, string>> = {
  'identifier of nobody active': `select 1 from identity.identifiers i
    left join identity.customers c on c.id = i.customer_id where c.state is distinct from 'active'`,
  'id that does not resolve in one step': `select 1 from identity.customers c
    left join identity.customers m on m.id = c.merged_into where c.state = 'merged' and m.state is distinct from 'active'`,
  'id that is not with its founding identifier': `select 1 from identity.customers c
    join identity.identifiers i on i.identifier = c.founding_identifier
    where i.customer_id <> coalesce(c.merged_into, c.id)`,
  'active customer without its founding identifier': `select 1 from identity.customers c where c.state = 'active'
    and not exists (select from identity.identifiers i where i.identifier = c.founding_identifier)`,
  'active customer without identifiers': `select 1 from identity.customers c where state = 'active'
    and not exists (select from identity.identifiers i where i.customer_id = c.id)`,
  'wrong count of identifiers': `select 1 from identity.customers c where state = 'active'
    and identifier_count <> (select count(*) from identity.identifiers i where i.customer_id = c.id
      and type not in ('conversation', 'interaction'))`,
  'accepted edge across customers, or refused edge within one': `select 1 from identity.edges e
    join identity.identifiers a on a.identifier = e.low join identity.identifiers b on b.identifier = e.high
    where e.withdrawn_at is null and e.accepted <> (a.customer_id = b.customer_id)
      and (e.accepted or e.refusal not in ('shared', 'blocked'))`,
  'edge of an identifier that is not there': `select 1 from identity.edges e where e.withdrawn_at is null and
    (not exists (select from identity.identifiers i where i.identifier = e.low)
      or not exists (select from identity.identifiers i where i.identifier = e.high))`,
  'cannot-link within one customer': `select 1 from identity.cannot_links e
    join identity.identifiers a on a.identifier = e.low join identity.identifiers b on b.identifier = e.high
    where e.withdrawn_at is null and a.customer_id = b.customer_id`,
  'conversation away from its holder': `select 1 from identity.identifiers i
    join identity.identifiers h on h.identifier = i.held_by where i.customer_id <> h.customer_id`,
  'ruling that its identifier does not carry': `select 1 from identity.rulings r
    join identity.identifiers i on i.identifier = r.identifier
    where r.withdrawn_at is null and i.ruling is distinct from r.ruling`,
  'erased customer of whom something is known': `select 1 from identity.customers c where c.state = 'erased'
    and (c.traits <> '{}' or c.founding_identifier <> '' or exists (select from identity.past_customers p where p.customer_id = c.id)
      or exists (select from identity.past_assignments p where p.customer_id = c.id))`,
  'trait of an identifier that is not there': `select 1 from identity.traits t where t.withdrawn_at is null
    and not exists (select from identity.identifiers i where i.identifier = t.identifier)`,
};

/** A customer who changed is compared anew: until then, what was found stands as it was. */
const isWaiting = (column: string) =>
  `exists (select from identity.matching_queue q where q.customer_id = ${column})`;

/** Of matching, each must select nothing. */
const forbiddenOfMatching: Readonly<Record<string, string>> = {
  'record or key of a customer who is not active': `select 1 from (
      select customer_id from identity.matching_records union all select customer_id from identity.matching_keys
    ) as m left join identity.customers c on c.id = m.customer_id
    where c.state is distinct from 'active' and (c.state is distinct from 'merged' or not ${isWaiting('m.customer_id')})`,
  'key of a customer without a record': `select 1 from identity.matching_keys k
    where not exists (select from identity.matching_records m where m.customer_id = k.customer_id)`,
  'customer of nobody waiting to be compared': `select 1 from identity.matching_queue q
    left join identity.customers c on c.id = q.customer_id where c.state is null or c.state = 'erased'`,
  'suggestion of an identifier that is not there': `select 1 from identity.suggestions s
    where not exists (select from identity.identifiers i where i.identifier = s.low)
      or not exists (select from identity.identifiers i where i.identifier = s.high)`,
  'open suggestion within one customer': `select 1 from identity.suggestions s
    join identity.identifiers a on a.identifier = s.low join identity.identifiers b on b.identifier = s.high
    where s.state = 'open' and a.customer_id = b.customer_id and not ${isWaiting('a.customer_id')}`,
  'open suggestion of two who were said to be two': `select 1 from (
      select a.customer_id as one, b.customer_id as other from identity.suggestions s
      join identity.identifiers a on a.identifier = s.low join identity.identifiers b on b.identifier = s.high
      where s.state = 'open' and not ${isWaiting('a.customer_id')} and not ${isWaiting('b.customer_id')}
    ) as s join (
      select a.customer_id as one, b.customer_id as other from identity.cannot_links t
      join identity.identifiers a on a.identifier = t.low join identity.identifiers b on b.identifier = t.high
      where t.withdrawn_at is null
    ) as t on least(s.one, s.other) = least(t.one, t.other) and greatest(s.one, s.other) = greatest(t.one, t.other)`,
};

/**
 * Holds the tables to what must always be so, and what was decided to what the pure function says of all the evidence.
 * Reads everything: for tests, and for an installation at rest.
 * @throws Error that names the first thing that is not so
 */
export async function checkInvariants({ kysely }: Database<IdentityTables>): Promise<void> {
  for (const [what, statement] of Object.entries({ ...forbidden, ...forbiddenOfMatching })) {
    const { rows } = await sql
      .raw<{ n: number }>(`select count(*)::int as n from (${statement}) as wrong`)
      .execute(kysely);
    if (rows[0]?.n !== 0) throw new Error(`${rows[0]?.n} × ${what}`);
  }
  await checkLinking(kysely);
}

async function checkLinking(kysely: Database<IdentityTables>['kysely']): Promise<void> {
  const nodes = await sql<{
    identifier: string;
    verified: boolean;
    shared: boolean;
    ruling: string | null;
    customerId: string;
  }>`
    select identifier, verified, shared, ruling, customer_id::text as "customerId" from identity.identifiers
    where type not in ('conversation', 'interaction')`.execute(kysely);
  const edges = await sql<{
    low: string;
    high: string;
    kind: string;
    verified: boolean;
    firstAt: number;
    refusal: string | null;
  }>`
    select low, high, kind, verified, first_at as "firstAt", refusal from identity.edges where withdrawn_at is null`.execute(
    kysely,
  );
  const cannot = await sql<{ low: string; high: string }>`
    select low, high from identity.cannot_links where withdrawn_at is null`.execute(kysely);
  const rules = await createRulesReader().of(kysely, (await readEpoch(kysely)).rules);
  const { clusterOf, decisions } = link(
    new Map(nodes.rows.map((row) => [row.identifier, row])),
    edges.rows,
    cannot.rows.map(({ low, high }) => [low, high] as const),
    rules,
  );
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
