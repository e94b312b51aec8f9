import { sql } from 'kysely';
import type { CustomerRow, EdgeRow, IdentifierRow, TraitRow } from './model.ts';
import { sameValues } from './profile.ts';
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
  changes: Iterable<{ readonly before: CustomerRow | undefined; readonly after: CustomerRow }>,
  now: number,
): Promise<void> {
  const list = sorted(changes, ({ after }) => after.id).map(({ before, after }) => ({
    ...after,
    isNew: before === undefined,
    reprofiled:
      before === undefined || before.state !== after.state || !sameValues(before.traits, after.traits),
  }));
  if (list.length === 0) return;
  await keepProfiles(
    database,
    list.filter(({ isNew, reprofiled }) => reprofiled && !isNew).map(({ id }) => id),
  );
  await sql`
    insert into identity.customers as c (id, founding_identifier, state, merged_into, version, revision, counts, identifier_count,
      verified, claimed, contested, traits, created_at, changed_at, profile_at)
    select id, founding, state, "mergedInto", version, revision, counts, "identifierCount", verified, claimed, contested, traits,
      to_timestamp("createdAt" / 1000.0), to_timestamp(${now} / 1000.0),
      case when reprofiled then now() else '-infinity' end
    from json_to_recordset(${JSON.stringify(list)}::json) as r (id uuid, founding text, state text, "mergedInto" uuid,
      version bigint, revision bigint, counts jsonb, "identifierCount" integer, verified boolean, claimed boolean,
      contested boolean, traits jsonb, "createdAt" bigint, reprofiled boolean)
    on conflict (id) do update set state = excluded.state, merged_into = excluded.merged_into, version = excluded.version,
      revision = excluded.revision, counts = excluded.counts, identifier_count = excluded.identifier_count,
      verified = excluded.verified, claimed = excluded.claimed, contested = excluded.contested, traits = excluded.traits,
      changed_at = excluded.changed_at,
      profile_at = case when excluded.profile_at > '-infinity' then excluded.profile_at else c.profile_at end`.execute(
    database,
  );
}

/** What was believed of customers until now, before it is replaced. */
async function keepProfiles(database: Executor, ids: ReadonlyArray<string>): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    insert into identity.past_customers (customer_id, state, merged_into, identifier_count, traits, recorded_at)
    select id, state, merged_into, identifier_count, traits, profile_at from identity.customers
    where id = any(${ids}::uuid[])`.execute(database);
}

const identifierRecord = sql`(identifier text, type text, "customerId" uuid, verified boolean, shared boolean, "firstAt" bigint,
  "firstInteraction" text, "heldBy" text, "heldRank" text, "heldDigest" text, ruling text, "validFrom" bigint,
  "validTo" bigint, "lifeOf" text, version bigint)`;

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
      held_rank, held_digest, ruling, valid_from, valid_to, life_of, version)
    select identifier, type, "customerId", verified, shared, "firstAt", "firstInteraction", "heldBy", "heldRank", "heldDigest", ruling,
      "validFrom", "validTo", "lifeOf", version
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
      from r join identity.identifiers i on i.identifier = r.identifier
      where i.customer_id <> r."customerId"
    )
    update identity.identifiers i set customer_id = r."customerId", verified = r.verified, shared = r.shared,
      first_at = r."firstAt", first_interaction = r."firstInteraction", held_by = r."heldBy", held_rank = r."heldRank",
      held_digest = r."heldDigest", ruling = r.ruling, valid_from = r."validFrom",
      version = r.version,
      assigned_at = case when i.customer_id <> r."customerId" then now() else i.assigned_at end
    from r where i.identifier = r.identifier`.execute(database);
}

const flat = ({ first, last, ...edge }: EdgeRow) => ({
  ...edge,
  ...{ first_at: first.at, first_interaction: first.interaction, first_digest: first.digest },
  ...{ last_at: last.at, last_interaction: last.interaction, last_digest: last.digest },
});

const edgesSorted = (rows: Iterable<EdgeRow>): string =>
  JSON.stringify(sorted(rows, ({ low, high, kind }) => `${low}\u0001${high}\u0001${kind}`).map(flat));

const edgeRecord = sql`(low text, high text, kind text, verified boolean, first_at bigint, first_interaction text,
  first_digest text, last_at bigint, last_interaction text, last_digest text, accepted boolean, refusal text, model text,
  command text)`;

/** First and last sightings are folded with what is there, as another writer may have been quicker. `from`: the new row. */
function foldedWith(from: 'excluded' | 'r') {
  const theirs = (column: string) => sql.ref(`${from}.${column}`);
  const older = sql`(${theirs('first_at')}, ${theirs('first_interaction')}) < (e.first_at, e.first_interaction)`;
  const newer = sql`(${theirs('last_at')} / 86400000 > e.last_at / 86400000 or (${theirs('last_at')} / 86400000 = e.last_at / 86400000
    and (${theirs('last_at')}, ${theirs('last_interaction')}) < (e.last_at, e.last_interaction)))`;
  const set = (column: string, when: typeof older) =>
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
    select low, high, kind, verified, first_at, first_interaction, first_digest, last_at, last_interaction, last_digest,
      accepted, refusal, model, command
    from json_to_recordset(${edgesSorted(rows)}::json) as r ${edgeRecord}
    on conflict on constraint edges_once do update set ${foldedWith('excluded')}, verified = excluded.verified,
      accepted = excluded.accepted, refusal = excluded.refusal, decided_at = now()`.execute(database);
}

/** Edges that were only seen again. One that was cut or erased meanwhile is not brought back. */
export async function touchEdges(database: Executor, rows: ReadonlyArray<EdgeRow>): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    with r as (select * from json_to_recordset(${edgesSorted(rows)}::json) as r ${edgeRecord}),
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
    from json_to_recordset(${edgesSorted(rows)}::json) as r ${edgeRecord}
    join identity.edges e on e.low = r.low and e.high = r.high and e.kind = r.kind and e.withdrawn_at is null`.execute(
    database,
  );
}

export async function writeTraits(database: Executor, rows: ReadonlyArray<TraitRow>): Promise<void> {
  if (rows.length === 0) return;
  const list = sorted(
    rows,
    ({ identifier, name, value, source }) => `${identifier}\u0001${name}\u0001${value}\u0001${source}`,
  ).map(({ first, last, ...trait }) => ({
    ...trait,
    ...{ fa: first.at, fi: first.interaction, la: last.at, li: last.interaction, ld: last.digest },
  }));
  const older = sql`(excluded.first_at, excluded.first_interaction) < (t.first_at, t.first_interaction)`;
  const newer = sql`(excluded.last_at, excluded.last_interaction) > (t.last_at, t.last_interaction)`;
  await sql`
    insert into identity.traits as t (identifier, name, value, source, platform, first_at, first_interaction, last_at,
      last_interaction, last_digest)
    select identifier, name, value, source, platform, fa, fi, la, li, ld
    from json_to_recordset(${JSON.stringify(list)}::json) as r (identifier text, name text, value text, source text, platform text, fa bigint,
      fi text, la bigint, li text, ld text)
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
