import { sql } from 'kysely';
import type { CustomerRow, EdgeRow, IdentifierRow, TraitRow } from './model.ts';
import type { Executor } from './reading.ts';
import { typeOf } from './rules.ts';

/**
 * Rows go in one JSON parameter a statement, sorted by their key: every writer takes row locks in the same order
 * (customers, identifiers, edges, traits; each by key), so that two resolvers seldom wait for each other crosswise.
 */
const sorted = <Row>(rows: Iterable<Row>, key: (row: Row) => string): Row[] => {
  const keyed = [...rows].map((row) => [key(row), row] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, row]) => row);
};

export async function writeCustomers(
  database: Executor,
  rows: Iterable<CustomerRow>,
  now: number,
): Promise<void> {
  const list = sorted(rows, ({ id }) => id);
  if (list.length === 0) return;
  await sql`
    insert into identity.customers (id, founding_identifier, state, merged_into, version, revision, counts, identifier_count,
      verified, claimed, contested, traits, created_at, changed_at)
    select id, founding, state, "mergedInto", version, revision, counts, "identifierCount", verified, claimed, contested, traits,
      to_timestamp("createdAt" / 1000.0), to_timestamp(${now} / 1000.0)
    from json_to_recordset(${JSON.stringify(list)}::json) as r (id uuid, founding text, state text, "mergedInto" uuid,
      version bigint, revision bigint, counts jsonb, "identifierCount" integer, verified boolean, claimed boolean,
      contested boolean, traits jsonb, "createdAt" bigint)
    on conflict (id) do update set state = excluded.state, merged_into = excluded.merged_into, version = excluded.version,
      revision = excluded.revision, counts = excluded.counts, identifier_count = excluded.identifier_count,
      verified = excluded.verified, claimed = excluded.claimed, contested = excluded.contested, traits = excluded.traits,
      changed_at = excluded.changed_at`.execute(database);
}

const identifierRecord = sql`(identifier text, type text, "customerId" uuid, verified boolean, shared boolean, "firstAt" bigint,
  "firstInteraction" text, "heldBy" text, "heldRank" text, "heldDigest" text, version bigint)`;

const withType = (rows: Iterable<IdentifierRow>) =>
  JSON.stringify(
    sorted(rows, ({ identifier }) => identifier).map((row) => ({ ...row, type: typeOf(row.identifier) })),
  );

/** @returns how many were not there yet; fewer than given when another writer was first */
export async function addIdentifiers(
  database: Executor,
  rows: ReadonlyArray<IdentifierRow>,
): Promise<number> {
  if (rows.length === 0) return 0;
  const result = await sql`
    insert into identity.identifiers (identifier, type, customer_id, verified, shared, first_at, first_interaction, held_by,
      held_rank, held_digest, version)
    select identifier, type, "customerId", verified, shared, "firstAt", "firstInteraction", "heldBy", "heldRank", "heldDigest", version
    from json_to_recordset(${withType(rows)}::json) as r ${identifierRecord}
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
    with r as (select * from json_to_recordset(${withType(rows)}::json) as r ${identifierRecord}),
    past as (
      insert into identity.past_assignments (identifier, customer_id, valid_from, valid_to, recorded_at)
      select i.identifier, i.customer_id, i.valid_from, i.valid_to, i.assigned_at
      from r join identity.identifiers i on i.identifier = r.identifier and i.valid_to is null
      where i.customer_id <> r."customerId"
    )
    update identity.identifiers i set customer_id = r."customerId", verified = r.verified, shared = r.shared,
      first_at = r."firstAt", first_interaction = r."firstInteraction", held_by = r."heldBy", held_rank = r."heldRank",
      held_digest = r."heldDigest", version = r.version,
      assigned_at = case when i.customer_id <> r."customerId" then now() else i.assigned_at end
    from r where i.identifier = r.identifier and i.valid_to is null`.execute(database);
}

const flat = ({ first, last, ...edge }: EdgeRow) => ({
  ...edge,
  ...{ fa: first.at, fi: first.interaction, fd: first.digest },
  ...{ la: last.at, li: last.interaction, ld: last.digest },
});

/**
 * Writes edges; first and last sightings are folded with what is there, as another writer may have been quicker.
 * @param decided whether accepted and refused are decided here: then the customers at both ends are locked
 */
export async function writeEdges(
  database: Executor,
  rows: ReadonlyArray<EdgeRow>,
  decided: boolean,
): Promise<void> {
  if (rows.length === 0) return;
  const list = sorted(rows, ({ low, high, kind }) => `${low}\u0001${high}\u0001${kind}`).map(flat);
  const older = sql`(excluded.first_at, excluded.first_interaction) < (e.first_at, e.first_interaction)`;
  const newer = sql`(excluded.last_at / 86400000 > e.last_at / 86400000 or (excluded.last_at / 86400000 = e.last_at / 86400000
    and (excluded.last_at, excluded.last_interaction) < (e.last_at, e.last_interaction)))`;
  const decision = decided
    ? sql`, verified = excluded.verified, accepted = excluded.accepted, refusal = excluded.refusal, decided_at = now()`
    : sql``;
  await sql`
    insert into identity.edges as e (low, high, kind, verified, first_at, first_interaction, first_digest, last_at,
      last_interaction, last_digest, accepted, refusal)
    select low, high, kind, verified, fa, fi, fd, la, li, ld, accepted, refusal
    from json_to_recordset(${JSON.stringify(list)}::json) as r (low text, high text, kind text, verified boolean, fa bigint,
      fi text, fd text, la bigint, li text, ld text, accepted boolean, refusal text)
    on conflict on constraint edges_once do update set
      first_at = case when ${older} then excluded.first_at else e.first_at end,
      first_interaction = case when ${older} then excluded.first_interaction else e.first_interaction end,
      first_digest = case when ${older} then excluded.first_digest else e.first_digest end,
      last_at = case when ${newer} then excluded.last_at else e.last_at end,
      last_interaction = case when ${newer} then excluded.last_interaction else e.last_interaction end,
      last_digest = case when ${newer} then excluded.last_digest else e.last_digest end ${decision}`.execute(
    database,
  );
}

export async function writeTraits(database: Executor, rows: ReadonlyArray<TraitRow>): Promise<void> {
  if (rows.length === 0) return;
  const list = sorted(rows, ({ identifier, name, value }) => `${identifier}\u0001${name}\u0001${value}`).map(
    ({ first, last, ...trait }) => ({
      ...trait,
      ...{ fa: first.at, fi: first.interaction, la: last.at, li: last.interaction, ld: last.digest },
    }),
  );
  const older = sql`(excluded.first_at, excluded.first_interaction) < (t.first_at, t.first_interaction)`;
  const newer = sql`(excluded.last_at, excluded.last_interaction) > (t.last_at, t.last_interaction)`;
  await sql`
    insert into identity.traits as t (identifier, name, value, platform, first_at, first_interaction, last_at,
      last_interaction, last_digest)
    select identifier, name, value, platform, fa, fi, la, li, ld
    from json_to_recordset(${JSON.stringify(list)}::json) as r (identifier text, name text, value text, platform text, fa bigint,
      fi text, la bigint, li text, ld text)
    on conflict (identifier, name, md5(value), withdrawn_at) do update set
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
