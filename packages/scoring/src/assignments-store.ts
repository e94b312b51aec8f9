import { isLife, plainOf } from '@throughline/schemas';
import type { IdentifierAssignment } from '@throughline/schemas';
import { sql } from 'kysely';
import { SINCE_EVER, STILL, sorted } from './intervals.ts';
import type { ScoringTransaction } from './tables.ts';

interface AssignmentRow {
  readonly anchor: string;
  /** The identifier's name where it is a former life, else empty. */
  readonly life: string;
  readonly customer_id: string;
  readonly version: number;
  readonly valid_from: number;
  readonly valid_to: number;
}

const rowOf = ({
  identifier,
  customerId,
  version,
  validFrom,
  validTo,
}: IdentifierAssignment): AssignmentRow => ({
  anchor: plainOf(identifier),
  life: isLife(identifier) ? identifier : '',
  customer_id: customerId,
  version,
  valid_from: validFrom ?? SINCE_EVER,
  valid_to: validTo ?? STILL,
});

const nameOf = ({ anchor, life }: Pick<AssignmentRow, 'anchor' | 'life'>) => (life === '' ? anchor : life);

/** Locks all that is known of these anchors, former lives too: whoever takes a contribution in holds them all. */
async function lockAssignments(
  trx: ScoringTransaction,
  anchors: ReadonlyArray<string>,
): Promise<Map<string, AssignmentRow>> {
  const { rows } = await sql<AssignmentRow>`
    select anchor, life, customer_id, version, valid_from, valid_to from scoring.anchors
    where anchor = any(${anchors}::text[]) order by anchor, life for update`.execute(trx);
  return new Map(rows.map((row) => [nameOf(row), row]));
}

/** The lives of an anchor of which nothing else is known yet wait for its present assignment. */
async function keepPlaces(trx: ScoringTransaction, lives: ReadonlyArray<AssignmentRow>): Promise<void> {
  if (lives.length === 0) return;
  await sql`
    insert into scoring.anchors (anchor, customer_id, version, valid_from, valid_to)
    select anchor, '', 0, ${STILL}::bigint, ${STILL}::bigint
    from unnest(${sorted(lives.map(({ anchor }) => anchor))}::text[]) as n (anchor)
    on conflict (anchor, life) do nothing`.execute(trx);
}

async function anchorsThatScore(
  trx: ScoringTransaction,
  anchors: ReadonlyArray<string>,
): Promise<Set<string>> {
  const { rows } = await sql<{ anchor: string }>`
    select distinct anchor from scoring.contributions where anchor = any(${anchors}::text[])`.execute(trx);
  return new Set(rows.map(({ anchor }) => anchor));
}

/**
 * Takes assignments into account; one whose version is not above the known one changes nothing.
 * @returns every customer who gained or lost something that scores
 */
export async function applyAssignments(
  trx: ScoringTransaction,
  assignments: ReadonlyArray<IdentifierAssignment>,
): Promise<string[]> {
  const latest = new Map<string, AssignmentRow>();
  for (const assignment of assignments) {
    const known = latest.get(assignment.identifier);
    if (known === undefined || assignment.version > known.version)
      latest.set(assignment.identifier, rowOf(assignment));
  }
  const rows = sorted(latest.keys()).flatMap((identifier) => latest.get(identifier) ?? []);
  await keepPlaces(
    trx,
    rows.filter(({ life }) => life !== ''),
  );
  const before = await lockAssignments(trx, sorted(rows.map(({ anchor }) => anchor)));
  const { rows: changed } = await sql<AssignmentRow>`
    insert into scoring.anchors as known (anchor, life, customer_id, version, valid_from, valid_to)
    select anchor, life, customer_id, version, valid_from, valid_to
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (anchor text, life text, customer_id text, version bigint,
      valid_from bigint, valid_to bigint)
    order by anchor collate "C", life collate "C"
    on conflict (anchor, life) do update
      set customer_id = excluded.customer_id, version = excluded.version, valid_from = excluded.valid_from,
        valid_to = excluded.valid_to
      where excluded.version > known.version
    returning anchor, life, customer_id, version, valid_from, valid_to`.execute(trx);
  if (changed.length === 0) return [];
  const scoring = await anchorsThatScore(trx, [...new Set(changed.map(({ anchor }) => anchor))]);
  const affected = changed
    .filter(({ anchor }) => scoring.has(anchor))
    .flatMap((row) => [row.customer_id, before.get(nameOf(row))?.customer_id ?? '']);
  return [...new Set(affected)].filter((customer) => customer !== '');
}

/**
 * Forgets identifiers that were erased, with all that they held in their time; another's time with the same number stays.
 * What is remembered of the interactions themselves (their ids and revisions) stays, so that reading the topic again brings
 * nothing back.
 * @returns every customer who lost something
 */
export async function eraseAnchors(
  trx: ScoringTransaction,
  erased: ReadonlyArray<string>,
): Promise<string[]> {
  const known = await lockAssignments(trx, sorted(erased.map(plainOf)));
  const gone = sorted(erased).flatMap((identifier) => known.get(identifier) ?? []);
  if (gone.length === 0) return [];
  const json = JSON.stringify(gone);
  await sql`
    delete from scoring.contributions c
    using jsonb_to_recordset(${json}::jsonb) as n (anchor text, valid_from bigint, valid_to bigint)
    where c.anchor = n.anchor and c.occurred_at >= n.valid_from and c.occurred_at < n.valid_to`.execute(trx);
  await sql`
    delete from scoring.anchors a using jsonb_to_recordset(${json}::jsonb) as n (anchor text, life text)
    where a.anchor = n.anchor and a.life = n.life`.execute(trx);
  const present = gone.filter(({ life }) => life === '').map(({ anchor }) => anchor);
  await sql`delete from scoring.signal_anchors where anchor = any(${present}::text[])`.execute(trx);
  return [...new Set(gone.map(({ customer_id }) => customer_id))].filter((customer) => customer !== '');
}
