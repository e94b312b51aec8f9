import type { OutboxTables } from '@throughline/outbox';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Component } from '../linking/clusters.ts';
import { Outgrown } from '../errors.ts';
import { edgeKey, traitKey } from '../evidence/evidence.ts';
import { table } from './columns.ts';
import type { Column } from './columns.ts';
import type { CustomerRow, EdgeRow, IdentifierRow, TraitRow } from '../model.ts';
import type { EdgeSeen } from '../evidence/sightings.ts';

/** Of the schema; the other tables' statements are written out, as Kysely does not suit them. */
export type IdentityTables = OutboxTables;
export type Executor = Kysely<IdentityTables>;

/** What of a customer's row tells whether it changed since, and whether its edges are contested. */
export interface Standing {
  readonly revision: number;
  readonly contested: boolean;
}

/**
 * How rows are looked up by many keys at once: key by key, each by its index. `lateral` with `limit` or `offset` cannot be
 * planned as a join, which PostgreSQL would read the whole table for as long as it has no statistics of a table that grows.
 */
interface IdentifiersRead {
  readonly identifiers: Map<string, IdentifierRow>;
  readonly standings: Map<string, Standing>;
}

export const identifierColumns = sql`i.identifier, i.customer_id::text as "customerId", i.verified, i.shared, i.first_at as "firstAt",
  i.first_interaction as "firstInteraction", i.held_by as "heldBy", i.held_rank as "heldRank",
  i.held_digest as "heldDigest", i.ruling,
  i.valid_from as "validFrom", i.valid_to as "validTo", i.life_of as "lifeOf", i.version`;

const identifierKey: ReadonlyArray<Column<string>> = [['identifier', 'text', (identifier) => identifier]];

export async function readIdentifiers(
  database: Executor,
  identifiers: Iterable<string>,
): Promise<IdentifiersRead> {
  const wanted = [...identifiers];
  if (wanted.length === 0) return { identifiers: new Map(), standings: new Map() };
  const { rows } = await sql<IdentifierRow & Standing>`
    select i.* from ${table('k', identifierKey, wanted)} cross join lateral (
      select ${identifierColumns}, c.revision, c.contested
      from identity.identifiers i join identity.customers c on c.id = i.customer_id
      where i.identifier = k.identifier limit 1) as i`.execute(database);
  const standings = new Map<string, Standing>();
  const found = new Map<string, IdentifierRow>();
  for (const { revision, contested, ...row } of rows) {
    found.set(row.identifier, row);
    standings.set(row.customerId, { revision, contested });
  }
  return { identifiers: found, standings };
}

export async function readMembers(
  database: Executor,
  customers: ReadonlyArray<string>,
): Promise<IdentifierRow[]> {
  const { rows } = await sql<IdentifierRow>`
    select i.* from unnest(${[...customers]}::uuid[]) as k (id) cross join lateral (
      select ${identifierColumns} from identity.identifiers i where i.customer_id = k.id offset 0) as i`.execute(
    database,
  );
  return rows;
}

interface EdgeFlat extends Omit<EdgeRow, 'first' | 'last'> {
  readonly firstAt: number;
  readonly firstInteraction: string;
  readonly firstDigest: string;
  readonly lastAt: number;
  readonly lastInteraction: string;
  readonly lastDigest: string;
}

const edgeColumns = sql`e.low, e.high, e.kind, e.verified, e.accepted, e.refusal, e.model,
  e.command_id as command, e.first_at as "firstAt",
  e.first_interaction as "firstInteraction", e.first_digest as "firstDigest", e.last_at as "lastAt",
  e.last_interaction as "lastInteraction", e.last_digest as "lastDigest"`;

const edgeOf = (flat: EdgeFlat): EdgeRow => {
  const { low, high, kind, verified, accepted, refusal, model = null, command = null } = flat;
  return {
    ...{ low, high, kind, verified, accepted, refusal, model, command },
    first: { at: flat.firstAt, interaction: flat.firstInteraction, digest: flat.firstDigest },
    last: { at: flat.lastAt, interaction: flat.lastInteraction, digest: flat.lastDigest },
  };
};

const byEdgeKey = (rows: ReadonlyArray<EdgeFlat>): Map<string, EdgeRow> =>
  new Map(rows.map((flat) => [edgeKey(flat), edgeOf(flat)]));

export const edgeKeyColumns: ReadonlyArray<Column<Pick<EdgeRow, 'low' | 'high' | 'kind'>>> = [
  ['low', 'text', ({ low }) => low],
  ['high', 'text', ({ high }) => high],
  ['kind', 'text', ({ kind }) => kind],
];

export async function readEdges(
  database: Executor,
  seen: ReadonlyArray<EdgeSeen>,
): Promise<Map<string, EdgeRow>> {
  if (seen.length === 0) return new Map();
  const { rows } = await sql<EdgeFlat>`
    select e.* from ${table('k', edgeKeyColumns, seen)} cross join lateral (
      select ${edgeColumns} from identity.edges e
      where e.low = k.low and e.high = k.high and e.kind = k.kind and e.withdrawn_at is null limit 1) as e`.execute(
    database,
  );
  return byEdgeKey(rows);
}

interface TraitFlat extends Omit<TraitRow, 'first' | 'last'> {
  readonly firstAt: number;
  readonly firstInteraction: string;
  readonly lastAt: number;
  readonly lastInteraction: string;
  readonly lastDigest: string;
}

const traitColumns = sql`t.identifier, t.name, t.value, t.source, t.platform, t.first_at as "firstAt",
  t.first_interaction as "firstInteraction", t.last_at as "lastAt", t.last_interaction as "lastInteraction",
  t.last_digest as "lastDigest"`;

const traitOf = (flat: TraitFlat): TraitRow => {
  const { identifier, name, value, source, platform } = flat;
  return {
    ...{ identifier, name, value, source, platform },
    first: { at: flat.firstAt, interaction: flat.firstInteraction, digest: '' },
    last: { at: flat.lastAt, interaction: flat.lastInteraction, digest: flat.lastDigest },
  };
};

const byTraitKey = (rows: ReadonlyArray<TraitFlat>): Map<string, TraitRow> =>
  new Map(rows.map((flat) => [traitKey(flat), traitOf(flat)]));

export const traitKeyColumns: ReadonlyArray<Column<TraitRow>> = [
  ['identifier', 'text', ({ identifier }) => identifier],
  ['name', 'text', ({ name }) => name],
  ['value', 'text', ({ value }) => value],
  ['source', 'text', ({ source }) => source],
];

export async function readTraits(
  database: Executor,
  seen: ReadonlyArray<TraitRow>,
): Promise<Map<string, TraitRow>> {
  if (seen.length === 0) return new Map();
  const { rows } = await sql<TraitFlat>`
    select t.* from ${table('k', traitKeyColumns, seen)} cross join lateral (
      select ${traitColumns} from identity.traits t
      where t.identifier = k.identifier and t.name = k.name and md5(t.value) = md5(k.value)
        and t.source = k.source and t.withdrawn_at is null limit 1) as t`.execute(database);
  return byTraitKey(rows);
}

export interface ToLock {
  readonly ids: ReadonlyArray<string>;
  /** Also those that were merged into these. */
  readonly withMergedInto: ReadonlyArray<string>;
  /** Also those that these founded. */
  readonly foundedBy: ReadonlyArray<string>;
}

const mergedInto = (ids: ReadonlyArray<string>) => sql`
  select c.id from unnest(${[...ids]}::uuid[]) as m (id) cross join lateral (
    select id from identity.customers where merged_into = m.id offset 0) as c`;

/**
 * Locks customers in the order of their ids, as every writer does, and reads them.
 * @param lock false where nothing will be written: then they are only read
 * @throws Outgrown where others were merged into these while it waited for the locks
 */
export async function lockCustomers(database: Executor, want: ToLock, lock = true): Promise<CustomerRow[]> {
  if (want.ids.length + want.withMergedInto.length + want.foundedBy.length === 0) return [];
  const { rows } = await sql<CustomerRow>`
    select id::text as id, founding_identifier as founding, state, merged_into::text as "mergedInto", version, revision, counts,
      identifier_count as "identifierCount", verified, claimed, contested, traits,
      (extract(epoch from created_at) * 1000)::bigint as "createdAt"
    from identity.customers where id = any(array(
      select unnest(${[...want.ids]}::uuid[])
      union all ${mergedInto(want.withMergedInto)}
      union all select c.id from unnest(${[...want.foundedBy]}::text[]) as k (identifier) cross join lateral (
        select id from identity.customers where founding_identifier = k.identifier offset 0) as c))
    order by id ${sql.raw(lock ? 'for update' : '')}`.execute(database);
  if (lock && want.withMergedInto.length > 0) await nobodyElse(database, want.withMergedInto, rows);
  return rows;
}

/** What PostgreSQL finds to lock is as of before it waited; now that these are locked, nobody more can be merged into them. */
async function nobodyElse(
  database: Executor,
  into: ReadonlyArray<string>,
  locked: ReadonlyArray<CustomerRow>,
): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id::text as id from (${mergedInto(into)}) as c`.execute(
    database,
  );
  const ids = new Set(locked.map(({ id }) => id));
  if (rows.some(({ id }) => !ids.has(id))) throw new Outgrown([...ids, ...rows.map(({ id }) => id)]);
}

async function readIncident(
  database: Executor,
  identifiers: ReadonlyArray<string>,
  shared: ReadonlyArray<string>,
): Promise<Map<string, EdgeRow>> {
  if (identifiers.length + shared.length === 0) return new Map();
  // Only what a person said holds through an identifier that many use.
  const at = (ends: ReadonlyArray<string>, among: ReturnType<typeof sql>) => sql`
    select e.* from unnest(${[...ends]}::text[]) as k (identifier) cross join lateral (
      select ${edgeColumns} from identity.edges e where e.low = k.identifier and e.withdrawn_at is null ${among}
      union all
      select ${edgeColumns} from identity.edges e where e.high = k.identifier and e.withdrawn_at is null ${among}
      offset 0) as e`;
  const { rows } = await sql<EdgeFlat>`
    ${at(identifiers, sql``)} union all ${at(shared, sql`and e.kind = 'person'`)}`.execute(database);
  return byEdgeKey(rows);
}

/**
 * Everything that bears on these customers: out from their identifiers over every edge, refused ones too, but not through
 * a shared identifier, unless a person linked it or it is open. `customers` is left for the caller, who must lock them.
 */
export async function readComponent(
  database: Executor,
  customerIds: Iterable<string>,
  extraIdentifiers: ReadonlyArray<string>,
  isOpen: (row: IdentifierRow) => boolean = () => false,
): Promise<Omit<Component, 'customers'> & { readonly customerIds: ReadonlySet<string> }> {
  const identifiers = new Map<string, IdentifierRow>();
  const edges = new Map<string, EdgeRow>();
  const seenCustomers = new Set<string>();
  let customers = [...customerIds];
  let fresh = [...extraIdentifiers];
  const isShared = (row: IdentifierRow) => row.shared && !isOpen(row);
  while (customers.length > 0 || fresh.length > 0) {
    for (const id of customers) seenCustomers.add(id);
    const members = customers.length > 0 ? await readMembers(database, customers) : [];
    for (const row of members) identifiers.set(row.identifier, row);
    const nobodys = members.filter((row) => row.heldBy === null);
    const linking = nobodys.filter((row) => !isShared(row)).map((row) => row.identifier);
    const shared = nobodys.filter(isShared).map((row) => row.identifier);
    const found = await readIncident(database, [...fresh, ...linking], shared);
    const ends = [...found.values()].flatMap(({ low, high }) => [low, high]);
    const outside = new Set(ends.filter((identifier) => !identifiers.has(identifier)));
    const reached = outside.size > 0 ? await readIdentifiers(database, outside) : undefined;
    const blocked = new Set<string>();
    const next = new Set<string>();
    const byPerson = new Set(
      [...found.values()].flatMap(({ kind, low, high }) => (kind === 'person' ? [low, high] : [])),
    );
    for (const row of reached?.identifiers.values() ?? []) {
      if (isShared(row) && !byPerson.has(row.identifier)) blocked.add(row.identifier);
      else if (!seenCustomers.has(row.customerId)) next.add(row.customerId);
    }
    for (const [key, edge] of found) {
      const touchesShared = [edge.low, edge.high].some((end) => {
        const row = identifiers.get(end);
        return blocked.has(end) || (row !== undefined && isShared(row));
      });
      if (!touchesShared || edge.kind === 'person') edges.set(key, edge);
    }
    customers = [...next];
    fresh = [];
  }
  const all = [...identifiers.keys(), ...extraIdentifiers];
  const { rows: cannot } = await sql<{ low: string; high: string }>`
    select low, high from identity.cannot_links
    where withdrawn_at is null and (low = any(${all}::text[]) or high = any(${all}::text[]))`.execute(
    database,
  );
  const traits = await sql<TraitFlat>`
    select t.* from unnest(${all}::text[]) as k (identifier) cross join lateral (
      select ${traitColumns} from identity.traits t
      where t.identifier = k.identifier and t.withdrawn_at is null offset 0) as t`.execute(database);
  return {
    identifiers,
    edges,
    cannotLinks: cannot.map(({ low, high }) => [low, high] as const),
    traits: byTraitKey(traits.rows),
    customerIds: seenCustomers,
  };
}
