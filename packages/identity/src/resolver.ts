import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@throughline/database';
import { CodedError } from '@throughline/errors';
import { enqueue } from '@throughline/outbox';
import type { Anchor, Interaction, ResolvedInteraction } from '@throughline/schemas';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { changesOf, isNothing } from './changes.ts';
import { identityErrors, Outgrown } from './errors.ts';
import { eventsOf } from './events.ts';
import type { IdentityEncoders } from './events.ts';
import type { Executor, IdentityTables } from './reading.ts';
import { anchorOf, see } from './sightings.ts';
import type { InteractionSeen, IsShared } from './sightings.ts';
import { customerAfter, workOut } from './transact.ts';
import type { Outcome } from './transact.ts';
import { viewOf } from './view.ts';
import type { View } from './view.ts';
import {
  addIdentifiers,
  alterIdentifiers,
  writeCustomers,
  writeEdges,
  writeShared,
  writeTraits,
} from './writing.ts';

export interface ResolverOptions {
  readonly database: Database<IdentityTables>;
  readonly encoders: IdentityEncoders;
  /** Milliseconds; the system's clock by default. */
  readonly now?: () => number;
}

export interface Resolver {
  /**
   * Works out who the customers of a batch are, and records what that tells: identifiers, edges, customers and traits, with
   * their events in the outbox, all in one transaction. A batch that tells nothing new only reads. Resolving the same
   * interactions again changes nothing, and neither does their order.
   * @returns for each interaction, in order, one record per distinct customer, each with all anchors
   * @throws identity.overtaken, database.unavailable, database.contended, database.timed-out (all retryable)
   */
  resolve(batch: ReadonlyArray<Interaction>): Promise<ResolvedInteraction[][]>;
}

/** After so many attempts that others overtook, a batch is worked out with nobody else writing. */
const ATTEMPTS_AMONG_OTHERS = 4;
const MAXIMUM_ATTEMPTS = 8;

export function createResolver({ database, encoders, now = Date.now }: ResolverOptions): Resolver {
  const commit = (batch: ReadonlyArray<InteractionSeen>, view: View, lockAlso: Set<string>, alone: boolean) =>
    database.transaction(async (trx) => {
      await enter(trx, alone);
      const time = now();
      const worked = alone
        ? await workOutAlone(trx, batch, lockAlso, time)
        : await workOut(trx, batch, view, lockAlso, time);
      await write(trx, worked, encoders, time);
      return worked;
    });

  const attempt = async (batch: ReadonlyArray<InteractionSeen>, lockAlso: Set<string>, alone: boolean) => {
    const view = await viewOf(database.kysely, batch);
    if (isNothing(changesOf(view.evidence, view))) {
      return resolvedOf(batch, view.isShared, (identifier) => view.identifiers.get(identifier)?.customerId);
    }
    const outcome = await commit(batch, view, lockAlso, alone);
    return resolvedOf(batch, outcome.view.isShared, (identifier) => customerAfter(outcome, identifier));
  };

  return {
    resolve: async (interactions) => {
      if (interactions.length === 0) return [];
      const batch = interactions.map(see);
      const lockAlso = new Set<string>();
      for (let count = 1; count <= MAXIMUM_ATTEMPTS; count += 1) {
        try {
          return await attempt(batch, lockAlso, count > ATTEMPTS_AMONG_OTHERS);
        } catch (error) {
          const isOvertaken = error instanceof CodedError && error.code === 'identity.overtaken';
          if (error instanceof Outgrown) for (const id of error.customerIds) lockAlso.add(id);
          else if (!isOvertaken) throw error;
          // The first time, more locks are all that it takes; from then on others are in the way.
          if (count > 1) await delay(Math.random() * 10 * count);
        }
      }
      throw identityErrors.overtaken();
    },
  };
}

/** Everybody who writes identities passes here: among others, or alone. */
async function enter(trx: Executor, alone: boolean): Promise<void> {
  const lock = sql.raw(alone ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared');
  await sql`select ${lock}(hashtextextended('throughline.identity.writing', 0))`.execute(trx);
}

/** With nobody else writing, what is read stays so, and locks taken out of order meet nobody. */
async function workOutAlone(
  trx: Executor,
  batch: ReadonlyArray<InteractionSeen>,
  lockAlso: Set<string>,
  time: number,
): Promise<Outcome> {
  for (let round = 0; round < MAXIMUM_ATTEMPTS; round += 1) {
    const view = await viewOf(trx, batch);
    try {
      return await workOut(trx, batch, view, lockAlso, time);
    } catch (error) {
      if (!(error instanceof Outgrown)) throw error;
      for (const id of error.customerIds) lockAlso.add(id);
    }
  }
  throw identityErrors.overtaken();
}

async function write(
  trx: Transaction<IdentityTables>,
  outcome: Outcome,
  encoders: IdentityEncoders,
  now: number,
): Promise<void> {
  const { settlement, decided, touched, traits, learntAsShared } = outcome;
  const added = [...settlement.added.values()];
  // Another resolver was first with one of them: whose it is must be read anew.
  if ((await addIdentifiers(trx, added)) < added.length) throw identityErrors.overtaken();
  await alterIdentifiers(
    trx,
    [...settlement.altered.values()].map(({ after }) => after),
  );
  await writeCustomers(
    trx,
    [...settlement.customers.values()].map(({ after }) => after),
    now,
  );
  await writeEdges(trx, decided, true);
  await writeEdges(trx, touched, false);
  await writeTraits(trx, traits);
  await writeShared(trx, learntAsShared);
  await enqueue(trx, eventsOf(settlement, encoders, now));
}

function resolvedOf(
  batch: ReadonlyArray<InteractionSeen>,
  isShared: IsShared,
  customerOf: (identifier: string) => string | undefined,
): ResolvedInteraction[][] {
  const known = (identifier: string): string => {
    const customerId = customerOf(identifier);
    // Every identifier of the batch was just read or written: without one, the rows were erased meanwhile.
    if (customerId === undefined) throw identityErrors.overtaken();
    return customerId;
  };
  return batch.map((seen) => {
    const anchors = seen.participants.flatMap((participant): Anchor[] => {
      const identifier = anchorOf(participant, isShared);
      if (identifier === undefined) return [];
      const { author, index } = participant;
      return [{ identifier, customerId: known(identifier), author, participant: index }];
    });
    if (anchors.length === 0) {
      const identifier = seen.lastResort;
      anchors.push({
        identifier,
        customerId: known(identifier),
        author: seen.customerAuthored,
        participant: -1,
      });
    }
    const customers = new Set(anchors.map(({ customerId }) => customerId));
    return [...customers].map((customerId) => ({ customerId, anchors, interaction: seen.interaction }));
  });
}
