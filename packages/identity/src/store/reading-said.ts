import { sql } from 'kysely';
import type { IdentifierRow, Ruling } from '../model.ts';
import { identifierColumns } from './reading.ts';
import type { Executor } from './reading.ts';

/** What was said of an identifier that has no row. */
export interface Unmet {
  readonly ruling: Ruling | null;
  /** Epoch milliseconds: of what happened until then nothing is taken in. Null where it was never erased. */
  readonly erasedAt: number | null;
  /** The last that was announced before the erasure. */
  readonly version: number;
}

/** What was said of identifiers that have no row: rulings, and erasures, which are known by salted digest alone. */
export async function readUnmet(
  database: Executor,
  identifiers: ReadonlyArray<string>,
): Promise<Map<string, Unmet>> {
  if (identifiers.length === 0) return new Map();
  const { rows } = await sql<Unmet & { identifier: string }>`
    with k as materialized (
      select identifier, sha256(s.salt || convert_to(identifier, 'UTF8')) as digest
      from unnest(${[...identifiers]}::text[]) as k (identifier), identity.salt s
    )
    select k.identifier, r.ruling, e.erased_at as "erasedAt", coalesce(e.version, 0) as version
    from k left join identity.rulings r on r.identifier = k.identifier and r.withdrawn_at is null
    left join identity.erased_identifiers e on e.digest = k.digest
    where r.ruling is not null or e.erased_at is not null`.execute(database);
  return new Map(rows.map(({ identifier, ...unmet }) => [identifier, unmet]));
}

/** The rows of former holders of recycled identifiers, by the plain identifier. */
export async function readLives(
  database: Executor,
  identifiers: ReadonlyArray<string>,
): Promise<Map<string, IdentifierRow[]>> {
  if (identifiers.length === 0) return new Map();
  const { rows } = await sql<IdentifierRow>`
    select ${identifierColumns} from identity.identifiers i
    where i.life_of = any(${[...identifiers]}::text[])`.execute(database);
  const lives = new Map<string, IdentifierRow[]>();
  for (const row of rows) {
    const plain = row.lifeOf ?? '';
    lives.set(plain, [...(lives.get(plain) ?? []), row]);
  }
  return lives;
}

/** What of the whole schema every transaction must agree on. */
export interface Epoch {
  /** Raised by what changes how unknown identifiers are to be taken. */
  readonly epoch: number;
  /** Of the rules that hold; 0 where they are the usual ones. */
  readonly rules: number;
}

export async function readEpoch(database: Executor): Promise<Epoch> {
  const { rows } = await sql<Epoch>`
    select (select epoch from identity.epoch) as epoch,
      (select coalesce(max(version), 0) from identity.rule_sets) as rules`.execute(database);
  return rows[0] ?? { epoch: 0, rules: 0 };
}
