import { setTimeout as delay } from 'node:timers/promises';
import { CodedError } from '@throughline/errors';
import { enqueue } from '@throughline/outbox';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { Alone, identityErrors, Outgrown } from '../errors.ts';
import { eventsOf } from '../events.ts';
import type { IdentityEncoders } from '../events.ts';
import { noteOrdered } from '../matching/ordered.ts';
import { noteChanged } from '../matching/queue.ts';
import { readEpoch } from '../store/reading-said.ts';
import type { Executor, IdentityTables } from '../store/reading.ts';
import type { Epoch } from '../store/reading-said.ts';
import type { Outcome } from './transact.ts';
import {
  addIdentifiers,
  alterIdentifiers,
  decideEdges,
  keepDecisions,
  touchEdges,
  writeCustomers,
  writeShared,
  writeTraits,
} from '../store/writing.ts';

/** Everybody who writes identities passes here: among others, or alone. @returns what holds for everybody until the commit */
export async function enter(trx: Executor, alone: boolean): Promise<Epoch> {
  const lock = sql.raw(alone ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared');
  // Every statement looks up by key. As long as PostgreSQL has no statistics of tables that grow, it would read them whole.
  await sql`select ${lock}(hashtextextended('throughline.identity.writing', 0)), set_config('enable_seqscan', 'off', true),
    set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`.execute(trx);
  return readEpoch(trx);
}

/** Says that identifiers which are not known are to be taken otherwise from now on. The transaction is alone. */
export async function raiseEpoch(trx: Executor): Promise<void> {
  await sql`update identity.epoch set epoch = epoch + 1`.execute(trx);
}

/** After so many attempts that others overtook, work is done with nobody else writing. */
const ATTEMPTS_AMONG_OTHERS = 4;
const MAXIMUM_ATTEMPTS = 8;

/**
 * Tries again while others overtake it, or it finds that it must lock more customers, and in the end alone.
 * @param attempt one transaction; `lockAlso` are the customers that earlier ones found to be needed
 * @throws identity.overtaken (retryable), or what the attempt throws
 */
export async function untilDone<T>(
  attempt: (lockAlso: Set<string>, alone: boolean) => Promise<T>,
): Promise<T> {
  const lockAlso = new Set<string>();
  let mustBeAlone = false;
  for (let count = 1; count <= MAXIMUM_ATTEMPTS; count += 1) {
    try {
      return await attempt(lockAlso, mustBeAlone || count > ATTEMPTS_AMONG_OTHERS);
    } catch (error) {
      const isOvertaken = error instanceof CodedError && error.code === 'identity.overtaken';
      if (error instanceof Outgrown) for (const id of error.customerIds) lockAlso.add(id);
      else if (error instanceof Alone) mustBeAlone = true;
      else if (!isOvertaken) throw error;
      // The first time, more locks are all that it takes; from then on others are in the way.
      if (count > 1) await delay(Math.random() * 10 * count);
    }
  }
  throw identityErrors.overtaken();
}

export type Written = Omit<Outcome, 'view'>;

/**
 * Writes what was worked out, and announces it with the command that it followed from.
 * @throws identity.overtaken where another writer was first with a new identifier: whose it is must be read anew
 */
export async function write(
  trx: Transaction<IdentityTables>,
  written: Written,
  encoders: IdentityEncoders,
  now: number,
  commandId: string | null = null,
): Promise<void> {
  const { settlement, decided, touched, redecided, traits, learntAsShared } = written;
  const added = [...settlement.added.values()];
  if ((await addIdentifiers(trx, added)) < added.length) throw identityErrors.overtaken();
  await alterIdentifiers(
    trx,
    [...settlement.altered.values()].map(({ after }) => after),
  );
  await writeCustomers(trx, settlement.customers.values(), now);
  await keepDecisions(trx, redecided);
  await decideEdges(trx, decided);
  await touchEdges(trx, touched);
  await writeTraits(trx, traits);
  await writeShared(trx, learntAsShared);
  const changed = [...settlement.customers.values()];
  await (commandId === null ? noteChanged(trx, changed) : noteOrdered(trx, changed));
  await enqueue(trx, eventsOf(settlement, encoders, now, commandId));
}
