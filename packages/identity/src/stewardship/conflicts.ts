import { sql } from 'kysely';
import type { Database } from '@throughline/database';
import type { Pair } from './amendment.ts';
import { edgeColumns, isUuid } from '../knowledge/identity.ts';
import type { Identity } from '../knowledge/identity.ts';
import type { EdgeShown, Side } from '../knowledge/shown.ts';
import type { IdentityTables } from '../store/reading.ts';

/** Evidence that two customers are one, which a protection refused: for a person to decide. */
export interface Conflict {
  /** `<customer>:<customer>`, the lesser id first. */
  readonly id: string;
  readonly sides: readonly [Side, Side];
  /** The refused edges between them, each with its reason and first and last interaction and raw record. */
  readonly edges: ReadonlyArray<EdgeShown>;
  /** Epoch milliseconds, when the latest of them was refused. */
  readonly decidedAt: number;
}

export interface ConflictsPage {
  readonly items: ReadonlyArray<Conflict>;
  /** Gives the next page; null at the end. */
  readonly next: string | null;
}

const SHOWN_IDENTIFIERS = 50;

interface PairRow {
  readonly one: string;
  readonly other: string;
  /** Microseconds since the epoch, as text. */
  readonly decided: string;
}

/** Refused by a protection, and nobody has said yet that they are two; nor is a shared value anybody's to decide here. */
const undecided = sql`not e.accepted and e.withdrawn_at is null and e.refusal not in ('cannot-link', 'shared', 'blocked')`;

export async function sideOf(
  identity: Pick<Identity, 'customer' | 'identifiersOf'>,
  customerId: string,
): Promise<Side> {
  return {
    customerId,
    traits: (await identity.customer(customerId))?.traits ?? {},
    identifiers: (await identity.identifiersOf(customerId)).slice(0, SHOWN_IDENTIFIERS),
  };
}

/** Undecided edges by pair of customers, the latest refused first. */
export async function conflictsOf(
  database: Database<IdentityTables>,
  identity: Pick<Identity, 'customer' | 'identifiersOf'>,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<ConflictsPage> {
  const [decided = '', one = '', other = ''] = (cursor ?? '').split(' ');
  const isCursor = /^\d+$/.test(decided);
  const after = isCursor
    ? sql`having (max((extract(epoch from e.decided_at) * 1000000)::bigint), least(a.customer_id, b.customer_id),
        greatest(a.customer_id, b.customer_id)) < (${decided}::bigint, ${one}::uuid, ${other}::uuid)`
    : sql``;
  const size = Math.min(Math.max(limit, 1), 100);
  const { rows } = await sql<PairRow>`
    select least(a.customer_id, b.customer_id)::text as one, greatest(a.customer_id, b.customer_id)::text as other,
      max((extract(epoch from e.decided_at) * 1000000)::bigint)::text as decided
    from identity.edges e join identity.identifiers a on a.identifier = e.low
    join identity.identifiers b on b.identifier = e.high
    where ${undecided} and a.customer_id <> b.customer_id
    group by least(a.customer_id, b.customer_id), greatest(a.customer_id, b.customer_id) ${after}
    order by 3 desc, 1 desc, 2 desc limit ${size + 1}`.execute(database.kysely);
  const shown = rows.slice(0, size);
  const items = await Promise.all(
    shown.map(async (row): Promise<Conflict> => {
      const [edges, left, right] = await Promise.all([
        refusedBetween(database, row.one, row.other),
        sideOf(identity, row.one),
        sideOf(identity, row.other),
      ]);
      const decidedAt = Math.floor(Number(row.decided) / 1000);
      return { id: `${row.one}:${row.other}`, sides: [left, right], edges, decidedAt };
    }),
  );
  const last = shown.at(-1);
  const isMore = rows.length > size && last !== undefined;
  return { items, next: isMore ? `${last.decided} ${last.one} ${last.other}` : null };
}

async function refusedBetween(
  { kysely }: Database<IdentityTables>,
  one: string,
  other: string,
): Promise<EdgeShown[]> {
  const { rows } = await sql<EdgeShown>`
    select ${edgeColumns} from identity.edges e join identity.identifiers a on a.identifier = e.low
    join identity.identifiers b on b.identifier = e.high
    where ${undecided} and ((a.customer_id = ${one}::uuid and b.customer_id = ${other}::uuid)
      or (a.customer_id = ${other}::uuid and b.customer_id = ${one}::uuid))
    order by e.first_at, e.low, e.high limit 1000`.execute(kysely);
  return rows;
}

/** The pairs of identifiers about which a conflict is. @param id as `Conflict` has it */
export async function pairsOfConflict(database: Database<IdentityTables>, id: string): Promise<Pair[]> {
  const [one = '', other = ''] = id.split(':');
  if (!isUuid(one) || !isUuid(other)) return [];
  const edges = await refusedBetween(database, one, other);
  const pairs = new Map(edges.map(({ from, to }) => [`${from}\u0001${to}`, [from, to] as const]));
  return [...pairs.values()];
}
