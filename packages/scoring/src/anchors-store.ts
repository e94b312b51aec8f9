import type { IdentifierAssignment } from '@throughline/schemas';
import { sql } from 'kysely';
import { SINCE_EVER, STILL, assign, ownersOf } from './ownership.ts';
import type { Interval, Ownership } from './ownership.ts';
import type { ScoringTransaction } from './tables.ts';

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort(byText);

/**
 * Makes sure that each anchor belongs to somebody and holds it there until the end of the transaction.
 * @param claims customer by anchor, as the resolved interactions told; only for anchors that nothing is known of
 * @param others anchors to hold besides
 */
export async function holdAnchors(
  trx: ScoringTransaction,
  claims: ReadonlyMap<string, string>,
  others: ReadonlyArray<string>,
): Promise<void> {
  const wanted = sorted([...claims.keys(), ...others]);
  const known = await shareAnchors(trx, wanted);
  const missing = wanted.filter((anchor) => !known.has(anchor) && claims.has(anchor));
  if (missing.length === 0) return;
  await sql`
    insert into scoring.anchors (anchor, customer_id, version, valid_from, valid_to)
    select anchor, customer_id, 0, ${SINCE_EVER}::bigint, ${STILL}::bigint
    from unnest(${missing}::text[], ${missing.map((anchor) => claims.get(anchor))}::text[]) as claim (anchor, customer_id)
    on conflict (anchor) do nothing`.execute(trx);
  await shareAnchors(trx, missing);
}

async function shareAnchors(trx: ScoringTransaction, anchors: ReadonlyArray<string>): Promise<Set<string>> {
  const { rows } = await sql<{ anchor: string }>`
    select anchor from scoring.anchors where anchor = any(${anchors}::text[]) order by anchor for share`.execute(
    trx,
  );
  return new Set(rows.map(({ anchor }) => anchor));
}

/** Everybody who holds a part of one of these anchors. */
export async function customersHolding(
  trx: ScoringTransaction,
  anchors: ReadonlyArray<string>,
): Promise<string[]> {
  const { rows } = await sql<{ customer_id: string }>`
    select distinct customer_id from scoring.assignments where anchor = any(${anchors}::text[])`.execute(trx);
  return rows.map(({ customer_id }) => customer_id);
}

/** Whose each anchor is now. */
export async function currentOwners(
  trx: ScoringTransaction,
  anchors: ReadonlyArray<string>,
): Promise<Map<string, string>> {
  const { rows } = await sql<{ anchor: string; customer_id: string }>`
    select anchor, customer_id from scoring.anchors where anchor = any(${anchors}::text[])`.execute(trx);
  return new Map(rows.map(({ anchor, customer_id }) => [anchor, customer_id]));
}

async function anchorsThatScore(
  trx: ScoringTransaction,
  anchors: ReadonlyArray<string>,
): Promise<Set<string>> {
  const { rows } = await sql<{ anchor: string }>`
    select distinct anchor from scoring.contributions where anchor = any(${anchors}::text[])`.execute(trx);
  return new Set(rows.map(({ anchor }) => anchor));
}

interface OwnershipRow {
  readonly anchor: string;
  readonly customer_id: string;
  readonly version: number;
  readonly valid_from: number;
  readonly valid_to: number;
  readonly former: ReadonlyArray<Interval> | null;
}

async function lockOwnerships(
  trx: ScoringTransaction,
  anchors: ReadonlyArray<string>,
): Promise<Map<string, Ownership>> {
  const { rows } = await sql<OwnershipRow>`
    select a.anchor, a.customer_id, a.version, a.valid_from, a.valid_to,
      (select json_agg(json_build_object('customerId', f.customer_id, 'validFrom', f.valid_from, 'validTo', f.valid_to))
       from scoring.former_anchors f where f.anchor = a.anchor) as former
    from scoring.anchors a where a.anchor = any(${anchors}::text[]) order by a.anchor for update of a`.execute(
    trx,
  );
  return new Map(
    rows.map((row) => [
      row.anchor,
      {
        version: row.version,
        current: { customerId: row.customer_id, validFrom: row.valid_from, validTo: row.valid_to },
        former: row.former ?? [],
      },
    ]),
  );
}

async function saveOwnerships(
  trx: ScoringTransaction,
  changed: ReadonlyMap<string, Ownership>,
): Promise<void> {
  const anchors = [...changed.keys()];
  const values = [...changed.values()];
  await sql`
    update scoring.anchors a
    set customer_id = n.customer_id, version = n.version, valid_from = n.valid_from, valid_to = n.valid_to
    from unnest(
      ${anchors}::text[], ${values.map(({ current }) => current.customerId)}::text[],
      ${values.map(({ version }) => version)}::bigint[], ${values.map(({ current }) => current.validFrom)}::bigint[],
      ${values.map(({ current }) => current.validTo)}::bigint[]) as n (anchor, customer_id, version, valid_from, valid_to)
    where a.anchor = n.anchor`.execute(trx);
  await sql`delete from scoring.former_anchors where anchor = any(${anchors}::text[])`.execute(trx);
  const former = [...changed].flatMap(([anchor, ownership]) =>
    ownership.former.map((interval) => ({ anchor, ...interval })),
  );
  if (former.length === 0) return;
  await sql`
    insert into scoring.former_anchors (anchor, customer_id, valid_from, valid_to)
    select * from unnest(
      ${former.map(({ anchor }) => anchor)}::text[], ${former.map(({ customerId }) => customerId)}::text[],
      ${former.map(({ validFrom }) => validFrom)}::bigint[], ${former.map(({ validTo }) => validTo)}::bigint[])`.execute(
    trx,
  );
}

/** Adds the assignments of anchors that nothing was known of. @returns the anchors that it added */
async function addAnchors(
  trx: ScoringTransaction,
  assignments: ReadonlyArray<IdentifierAssignment>,
): Promise<Set<string>> {
  const { rows } = await sql<{ anchor: string }>`
    insert into scoring.anchors (anchor, customer_id, version, valid_from, valid_to)
    select * from unnest(
      ${assignments.map(({ identifier }) => identifier)}::text[], ${assignments.map(({ customerId }) => customerId)}::text[],
      ${assignments.map(({ version }) => version)}::bigint[],
      ${assignments.map(({ validFrom }) => validFrom ?? SINCE_EVER)}::bigint[],
      ${assignments.map(({ validTo }) => validTo ?? STILL)}::bigint[])
    on conflict (anchor) do nothing returning anchor`.execute(trx);
  return new Set(rows.map(({ anchor }) => anchor));
}

/**
 * Takes assignments into account, in their order for each identifier; one whose version is not above the known one changes nothing.
 * @returns every customer who gained or lost something that scores
 */
export async function applyAssignments(
  trx: ScoringTransaction,
  assignments: ReadonlyArray<IdentifierAssignment>,
): Promise<string[]> {
  const first = new Map<string, IdentifierAssignment>();
  for (const assignment of assignments) {
    if (!first.has(assignment.identifier)) first.set(assignment.identifier, assignment);
  }
  const anchors = sorted(first.keys());
  const added = await addAnchors(
    trx,
    anchors.flatMap((anchor) => first.get(anchor) ?? []),
  );
  if (added.size === assignments.length) return [];

  const before = await lockOwnerships(trx, anchors);
  const after = new Map(before);
  for (const assignment of assignments) {
    after.set(assignment.identifier, assign(after.get(assignment.identifier), assignment));
  }
  const changed = new Map([...after].filter(([anchor, ownership]) => before.get(anchor) !== ownership));
  if (changed.size === 0) return [];
  await saveOwnerships(trx, changed);
  const scoring = await anchorsThatScore(trx, [...changed.keys()]);
  const affected = [...scoring].flatMap((anchor) =>
    [before.get(anchor), after.get(anchor)].flatMap((ownership) => (ownership ? ownersOf(ownership) : [])),
  );
  return [...new Set(affected)];
}

/**
 * Forgets identifiers that were erased, with all that they held. What is remembered of the interactions themselves
 * (their ids and revisions) stays, so that reading the topic again brings nothing back.
 * @returns every customer who lost something
 */
export async function eraseAnchors(
  trx: ScoringTransaction,
  erased: ReadonlyArray<string>,
): Promise<string[]> {
  const anchors = sorted(erased);
  const known = await lockOwnerships(trx, anchors);
  if (known.size === 0) return [];
  const scoring = await anchorsThatScore(trx, anchors);
  for (const table of ['contributions', 'signal_anchors', 'former_anchors', 'anchors']) {
    await sql`delete from ${sql.id('scoring', table)} where anchor = any(${anchors}::text[])`.execute(trx);
  }
  return [...known].flatMap(([anchor, ownership]) => (scoring.has(anchor) ? ownersOf(ownership) : []));
}
