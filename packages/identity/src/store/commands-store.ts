import { sql } from 'kysely';
import type { Amendment } from '../stewardship/amendment.ts';
import type { Command } from '../stewardship/commands.ts';
import type { Consequence } from '../stewardship/consequence.ts';
import { identityErrors } from '../errors.ts';
import type { Executor } from './reading.ts';

/** What a command row says besides its consequence. */
export interface CommandRow {
  readonly id: string;
  readonly kind: string;
  readonly command: unknown;
  readonly by: string;
  readonly reason: string | null;
  readonly inverse: Amendment | null;
  readonly undoes: string | null;
  readonly identifiers: ReadonlyArray<string>;
}

/**
 * Whether a command was executed before: then that stands, and is answered again. Waits for another that is executing it.
 * @throws identity.command-reused where the id was another command's
 */
export async function executed<T = Consequence>(
  trx: Executor,
  id: string,
  command: unknown,
): Promise<T | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`throughline.identity.command.${id}`}, 0))`.execute(
    trx,
  );
  const { rows } = await sql<{ isSame: boolean; consequence: T }>`
    select command = ${JSON.stringify(command)}::jsonb or command = '{}' as "isSame", consequence
    from identity.commands where id = ${id}`.execute(trx);
  const [row] = rows;
  if (row && !row.isSame) throw identityErrors.commandReused();
  return row?.consequence;
}

/** What came of a command of this kind, where it was executed before. */
export async function consequenceKnown(
  database: Executor,
  id: string,
  kind: string,
): Promise<Consequence | undefined> {
  const { rows } = await sql<{ consequence: Consequence }>`
    select consequence from identity.commands where id = ${id} and kind = ${kind}`.execute(database);
  return rows[0]?.consequence;
}

export async function recordCommand(trx: Executor, row: CommandRow, consequence: unknown): Promise<void> {
  await sql`
    insert into identity.commands (id, kind, command, ordered_by, reason, inverse, undoes, consequence, identifiers)
    values (${row.id}, ${row.kind}, ${JSON.stringify(row.command)}, ${row.by}, ${row.reason},
      ${row.inverse && JSON.stringify(row.inverse)}, ${row.undoes}, ${JSON.stringify(consequence)},
      ${[...row.identifiers]}::text[])`.execute(trx);
}

/**
 * What undoes a command.
 * @throws identity.command-unknown, identity.not-reversible, identity.already-undone
 */
export async function readInverse(trx: Executor, id: string): Promise<Amendment> {
  const { rows } = await sql<{ inverse: Amendment | null; undone: boolean }>`
    select inverse, exists (select from identity.commands u where u.undoes = c.id) as undone
    from identity.commands c where id = ${id}`.execute(trx);
  const [row] = rows;
  if (!row) throw identityErrors.commandUnknown();
  if (row.undone) throw identityErrors.alreadyUndone();
  if (row.inverse === null) throw identityErrors.notReversible();
  return row.inverse;
}

/** A command as people see it. */
export interface CommandShown {
  readonly id: string;
  /** As `Command`, or `erase` or `rules`; `{}` where an erasure emptied it. */
  readonly command: Command | Readonly<Record<string, unknown>>;
  readonly kind: string;
  readonly by: string;
  readonly reason: string | null;
  readonly consequence: Consequence;
  readonly undoes: string | null;
  readonly undoneBy: string | null;
  readonly isReversible: boolean;
  /** Epoch milliseconds. */
  readonly recordedAt: number;
}

/** The latest first. `before` is the id of the last one seen. */
export async function listCommands(
  database: Executor,
  asked: { readonly identifiers?: ReadonlyArray<string>; readonly limit: number; readonly before?: string },
): Promise<CommandShown[]> {
  const about = asked.identifiers ? sql`and c.identifiers && ${[...asked.identifiers]}::text[]` : sql``;
  const older = asked.before
    ? sql`and (c.recorded_at, c.id) < (select recorded_at, id from identity.commands where id = ${asked.before})`
    : sql``;
  const { rows } = await sql<Omit<CommandShown, 'recordedAt'> & { recordedAt: Date }>`
    select c.id, c.kind, c.command, c.ordered_by as by, c.reason, c.consequence, c.undoes, u.id as "undoneBy",
      c.inverse is not null and u.id is null as "isReversible", c.recorded_at as "recordedAt"
    from identity.commands c left join identity.commands u on u.undoes = c.id
    where true ${about} ${older}
    order by c.recorded_at desc, c.id desc limit ${Math.min(asked.limit, 500)}`.execute(database);
  return rows.map((row) => ({ ...row, recordedAt: row.recordedAt.getTime() }));
}
