import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { table } from './columns.ts';
import type { Column } from './columns.ts';
import { edgeKey } from '../evidence/evidence.ts';
import type { CustomerChange, EdgeRow, IdentifierRow, TraitRow } from '../model.ts';
import { sameValues } from '../linking/profile.ts';
import { edgeKeyColumns, traitKeyColumns } from './reading.ts';
import type { Executor } from './reading.ts';
import { typeOf } from '../linking/rules.ts';

/**
 * Rows go in one statement a table, sorted by their key: every writer takes row locks in the same order
 * (customers, identifiers, edges, traits; each by key), so that two resolvers seldom wait for each other crosswise.
 */
const sorted = <Row>(rows: Iterable<Row>, key: (row: Row) => string): Row[] => {
  const keyed = [...rows].map((row) => [key(row), row] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, row]) => row);
};

const isReprofiled = ({ before, after }: CustomerChange): boolean =>
  before?.state !== after.state || !sameValues(before.traits, after.traits);

const customerColumns: ReadonlyArray<Column<CustomerChange>> = [
  ['id', 'uuid', ({ after }) => after.id],
  ['founding', 'text', ({ after }) => after.founding],
  ['state', 'text', ({ after }) => after.state],
  ['merged_into', 'uuid', ({ after }) => after.mergedInto],
  ['version', 'bigint', ({ after }) => after.version],
  ['revision', 'bigint', ({ after }) => after.revision],
  ['counts', 'jsonb', ({ after }) => JSON.stringify(after.counts)],
  ['identifier_count', 'integer', ({ after }) => after.identifierCount],
  ['verified', 'boolean', ({ after }) => after.verified],
  ['claimed', 'boolean', ({ after }) => after.claimed],
  ['contested', 'boolean', ({ after }) => after.contested],
  ['traits', 'jsonb', ({ after }) => JSON.stringify(after.traits)],
  ['created_at', 'bigint', ({ after }) => after.createdAt],
  ['reprofiled', 'boolean', isReprofiled],
];

export async function writeCustomers(
  database: Executor,
  changes: Iterable<CustomerChange>,
  now: number,
): Promise<void> {
  const list = sorted(changes, ({ after }) => after.id);
  const changedAt = sql`to_timestamp(${now}::bigint / 1000.0)`;
  const added = list.filter(({ before }) => before === undefined);
  if (added.length > 0) {
    await sql`
      insert into identity.customers (id, founding_identifier, state, merged_into, version, revision, counts, identifier_count,
        verified, claimed, contested, traits, created_at, changed_at)
      select id, founding, state, merged_into, version, revision, counts, identifier_count, verified, claimed, contested, traits,
        to_timestamp(created_at / 1000.0), ${changedAt}
      from ${table('r', customerColumns, added)}`.execute(database);
  }
  const known = list.filter(({ before }) => before !== undefined);
  if (known.length === 0) return;
  // What was believed of them until now is kept.
  await sql`
    with r as materialized (select * from ${table('r', customerColumns, known)}),
    past as (
      insert into identity.past_customers (customer_id, state, merged_into, identifier_count, traits, recorded_at)
      select c.id, c.state, c.merged_into, c.identifier_count, c.traits, c.profile_at
      from r join identity.customers c on c.id = r.id where r.reprofiled
    )
    update identity.customers c set state = r.state, merged_into = r.merged_into, version = r.version, revision = r.revision,
      counts = r.counts, identifier_count = r.identifier_count, verified = r.verified, claimed = r.claimed,
      contested = r.contested, traits = r.traits, changed_at = ${changedAt},
      profile_at = case when r.reprofiled then now() else c.profile_at end
    from r where c.id = r.id`.execute(database);
}

const identifierColumns: ReadonlyArray<Column<IdentifierRow>> = [
  ['identifier', 'text', (row) => row.identifier],
  ['type', 'text', (row) => typeOf(row.identifier)],
  ['customer_id', 'uuid', (row) => row.customerId],
  ['verified', 'boolean', (row) => row.verified],
  ['shared', 'boolean', (row) => row.shared],
  ['first_at', 'bigint', (row) => row.firstAt],
  ['first_interaction', 'text', (row) => row.firstInteraction],
  ['held_by', 'text', (row) => row.heldBy],
  ['held_rank', 'text', (row) => row.heldRank],
  ['held_digest', 'text', (row) => row.heldDigest],
  ['ruling', 'text', (row) => row.ruling],
  ['valid_from', 'bigint', (row) => row.validFrom],
  ['valid_to', 'bigint', (row) => row.validTo],
  ['life_of', 'text', (row) => row.lifeOf],
  ['version', 'bigint', (row) => row.version],
];

const identifierTable = (rows: Iterable<IdentifierRow>) =>
  table(
    'r',
    identifierColumns,
    sorted(rows, ({ identifier }) => identifier),
  );

/** @returns how many were not there yet; fewer than given when another writer was first */
export async function addIdentifiers(
  database: Executor,
  rows: ReadonlyArray<IdentifierRow>,
): Promise<number> {
  if (rows.length === 0) return 0;
  const result = await sql`
    insert into identity.identifiers (identifier, type, customer_id, verified, shared, first_at, first_interaction, held_by,
      held_rank, held_digest, ruling, valid_from, valid_to, life_of, version)
    select * from ${identifierTable(rows)}
    on conflict on constraint identifiers_once do nothing`.execute(database);
  return Number(result.numAffectedRows ?? 0);
}

/** What an identifier's assignment was is kept, with the time for which we believed it. */
export async function alterIdentifiers(
  database: Executor,
  rows: ReadonlyArray<IdentifierRow>,
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    with r as materialized (select * from ${identifierTable(rows)}),
    past as (
      insert into identity.past_assignments (identifier, customer_id, valid_from, valid_to, recorded_at)
      select i.identifier, i.customer_id, i.valid_from, i.valid_to, i.assigned_at
      from r join identity.identifiers i on i.identifier = r.identifier
      where i.customer_id <> r.customer_id
    )
    update identity.identifiers i set customer_id = r.customer_id, verified = r.verified, shared = r.shared,
      first_at = r.first_at, first_interaction = r.first_interaction, held_by = r.held_by, held_rank = r.held_rank,
      held_digest = r.held_digest, ruling = r.ruling, valid_from = r.valid_from,
      version = r.version,
      assigned_at = case when i.customer_id <> r.customer_id then now() else i.assigned_at end
    from r where i.identifier = r.identifier`.execute(database);
}

/** When an edge was seen: all that moves while it is only seen again. */
const sightingColumns: ReadonlyArray<Column<EdgeRow>> = [
  ['first_at', 'bigint', ({ first }) => first.at],
  ['first_interaction', 'text', ({ first }) => first.interaction],
  ['first_digest', 'text', ({ first }) => first.digest],
  ['last_at', 'bigint', ({ last }) => last.at],
  ['last_interaction', 'text', ({ last }) => last.interaction],
  ['last_digest', 'text', ({ last }) => last.digest],
];
const edgeColumns: ReadonlyArray<Column<EdgeRow>> = [
  ...edgeKeyColumns,
  ['verified', 'boolean', (row) => row.verified],
  ...sightingColumns,
  ['accepted', 'boolean', (row) => row.accepted],
  ['refusal', 'text', (row) => row.refusal],
  ['model', 'text', (row) => row.model],
  ['command_id', 'text', (row) => row.command],
];

const edgeTable = (rows: Iterable<EdgeRow>, columns = edgeColumns) =>
  table('r', columns, sorted(rows, edgeKey));

/** Whether a row's last sighting counts as later than the other's by the day: see `latestDay`. */
const isLaterByDay = (a: string, b: string) =>
  sql.raw(`
  (${a}.last_at / 86400000 > ${b}.last_at / 86400000 or (${a}.last_at / 86400000 = ${b}.last_at / 86400000
    and (${a}.last_at, ${a}.last_interaction) < (${b}.last_at, ${b}.last_interaction)))`);

/** First and last sightings are folded with what is there, as another writer may have been quicker. `from`: the new row. */
function foldedWith(from: 'excluded' | 'r') {
  const theirs = (column: string) => sql.ref(`${from}.${column}`);
  const older = sql`(${theirs('first_at')}, ${theirs('first_interaction')}) < (e.first_at, e.first_interaction)`;
  const newer = isLaterByDay(from, 'e');
  const set = (column: string, when: RawBuilder<unknown>) =>
    sql`${sql.id(column)} = case when ${when} then ${theirs(column)} else ${sql.ref(`e.${column}`)} end`;
  return sql.join([
    ...['first_at', 'first_interaction', 'first_digest'].map((column) => set(column, older)),
    ...['last_at', 'last_interaction', 'last_digest'].map((column) => set(column, newer)),
  ]);
}

/** Writes edges that are new or newly decided; the customers at both ends are locked. */
export async function decideEdges(database: Executor, rows: ReadonlyArray<EdgeRow>): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into identity.edges as e (low, high, kind, verified, first_at, first_interaction, first_digest, last_at,
      last_interaction, last_digest, accepted, refusal, model, command_id)
    select * from ${edgeTable(rows)}
    on conflict on constraint edges_once do update set ${foldedWith('excluded')}, verified = excluded.verified,
      accepted = excluded.accepted, refusal = excluded.refusal, decided_at = now()`.execute(database);
}

/** Edges that were only seen again. One that was cut or erased meanwhile is not brought back. */
export async function touchEdges(database: Executor, rows: ReadonlyArray<EdgeRow>): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    with r as materialized (select * from ${edgeTable(rows, [...edgeKeyColumns, ...sightingColumns])}),
    held as (
      select r.* from r join identity.edges e
        on e.low = r.low and e.high = r.high and e.kind = r.kind and e.withdrawn_at is null
      order by e.low collate "C", e.high collate "C", e.kind collate "C" for update of e
    )
    update identity.edges e set ${foldedWith('r')} from held r
    where e.low = r.low and e.high = r.high and e.kind = r.kind and e.withdrawn_at is null`.execute(database);
}

/** What was decided of edges until now, before it is decided otherwise. */
export async function keepDecisions(database: Executor, rows: ReadonlyArray<EdgeRow>): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into identity.past_decisions (low, high, kind, accepted, refusal, recorded_at)
    select e.low, e.high, e.kind, e.accepted, e.refusal, e.decided_at
    from ${edgeTable(rows, edgeKeyColumns)}
    join identity.edges e on e.low = r.low and e.high = r.high and e.kind = r.kind and e.withdrawn_at is null`.execute(
    database,
  );
}

const traitColumns: ReadonlyArray<Column<TraitRow>> = [
  ...traitKeyColumns,
  ['platform', 'text', (row) => row.platform],
  ['first_at', 'bigint', ({ first }) => first.at],
  ['first_interaction', 'text', ({ first }) => first.interaction],
  ['last_at', 'bigint', ({ last }) => last.at],
  ['last_interaction', 'text', ({ last }) => last.interaction],
  ['last_digest', 'text', ({ last }) => last.digest],
];

export async function writeTraits(database: Executor, rows: ReadonlyArray<TraitRow>): Promise<void> {
  if (rows.length === 0) return;
  const list = sorted(
    rows,
    ({ identifier, name, value, source }) => `${identifier}\u0001${name}\u0001${value}\u0001${source}`,
  );
  const older = sql`(excluded.first_at, excluded.first_interaction) < (t.first_at, t.first_interaction)`;
  const newer = sql`case when t.source = 'record' then (excluded.last_at, excluded.last_interaction) > (t.last_at, t.last_interaction)
    else ${isLaterByDay('excluded', 't')} end`;
  await sql`
    insert into identity.traits as t (identifier, name, value, source, platform, first_at, first_interaction, last_at,
      last_interaction, last_digest)
    select * from ${table('r', traitColumns, list)}
    on conflict (identifier, name, md5(value), source, withdrawn_at) do update set
      first_at = case when ${older} then excluded.first_at else t.first_at end,
      first_interaction = case when ${older} then excluded.first_interaction else t.first_interaction end,
      platform = case when ${newer} then excluded.platform else t.platform end,
      last_at = case when ${newer} then excluded.last_at else t.last_at end,
      last_interaction = case when ${newer} then excluded.last_interaction else t.last_interaction end,
      last_digest = case when ${newer} then excluded.last_digest else t.last_digest end`.execute(database);
}

export async function writeShared(database: Executor, identifiers: ReadonlyArray<string>): Promise<void> {
  if (identifiers.length === 0) return;
  await sql`
    insert into identity.shared_values (identifier, reason, asserted_by)
    select identifier, 'seen with too many', 'resolver' from unnest(${identifiers}::text[]) as r (identifier)
    on conflict on constraint shared_values_once do nothing`.execute(database);
}
