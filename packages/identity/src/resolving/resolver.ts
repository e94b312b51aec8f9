import type { Database } from '@throughline/database';
import { plainOf } from '@throughline/schemas';
import type { Anchor, Interaction, ResolvedInteraction } from '@throughline/schemas';
import { changesOf, isNothing } from '../evidence/changes.ts';
import { identityErrors, Outgrown } from '../errors.ts';
import type { IdentityEncoders } from '../events.ts';
import type { Executor, IdentityTables } from '../store/reading.ts';
import { createRulesReader } from '../store/rules-store.ts';
import type { Rules } from '../linking/rules.ts';
import { anchorOf, see } from '../evidence/sightings.ts';
import type { InteractionSeen } from '../evidence/sightings.ts';
import { customerAfter, workOut } from './transact.ts';
import type { Outcome } from './transact.ts';
import { viewOf } from './view.ts';
import type { View } from './view.ts';
import { enter, untilDone, write } from './transaction.ts';

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
   * @returns for each interaction, in order, one record per distinct customer, each with all anchors; none where everybody whose
   *   it was has been erased since
   * @throws identity.overtaken, database.unavailable, database.contended, database.timed-out (all retryable)
   */
  resolve(batch: ReadonlyArray<Interaction>): Promise<ResolvedInteraction[][]>;
}

/** How often a batch that is alone may find that it needs more locks. */
const MAXIMUM_ROUNDS = 8;

export function createResolver({ database, encoders, now = Date.now }: ResolverOptions): Resolver {
  const rulesReader = createRulesReader();

  const commit = (batch: ReadonlyArray<InteractionSeen>, view: View, lockAlso: Set<string>, alone: boolean) =>
    database.transaction(async (trx) => {
      const { epoch, rules: version } = await enter(trx, alone);
      // What a person said meanwhile of identifiers that are not known may concern this batch: read it anew.
      if (!alone && view.epoch !== undefined && view.epoch !== epoch) throw identityErrors.overtaken();
      const rules = await rulesReader.of(trx, version);
      const time = now();
      const worked = alone
        ? await workOutAlone(trx, batch, lockAlso, time, rules)
        : await workOut(trx, batch, view, lockAlso, time, rules);
      await write(trx, worked, encoders, time);
      return worked;
    });

  const attempt = async (batch: ReadonlyArray<InteractionSeen>, lockAlso: Set<string>, alone: boolean) => {
    const view = await viewOf(database.kysely, batch);
    if (isNothing(changesOf(view.evidence, view))) {
      return resolvedOf(view, (identifier) => view.identifiers.get(identifier)?.customerId);
    }
    const outcome = await commit(batch, view, lockAlso, alone);
    return resolvedOf(outcome.view, (identifier) => customerAfter(outcome, identifier));
  };

  return {
    resolve: async (interactions) => {
      if (interactions.length === 0) return [];
      const batch = interactions.map(see);
      return untilDone((lockAlso, alone) => attempt(batch, lockAlso, alone));
    },
  };
}

/** With nobody else writing, what is read stays so, and locks taken out of order meet nobody. */
async function workOutAlone(
  trx: Executor,
  batch: ReadonlyArray<InteractionSeen>,
  lockAlso: Set<string>,
  time: number,
  rules: Rules,
): Promise<Outcome> {
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const view = await viewOf(trx, batch);
    try {
      return await workOut(trx, batch, view, lockAlso, time, rules);
    } catch (error) {
      if (!(error instanceof Outgrown)) throw error;
      for (const id of error.customerIds) lockAlso.add(id);
    }
  }
  throw identityErrors.overtaken();
}

function resolvedOf(
  { batch, isShared }: View,
  customerOf: (identifier: string) => string | undefined,
): ResolvedInteraction[][] {
  const known = (identifier: string): string => {
    const customerId = customerOf(identifier);
    // Every identifier of the batch was just read or written: without one, the rows were erased meanwhile.
    if (customerId === undefined) throw identityErrors.overtaken();
    return customerId;
  };
  return batch.map((seen) => {
    if (seen.isErased) return [];
    const anchors = seen.participants.flatMap((participant): Anchor[] => {
      const identifier = anchorOf(participant, isShared);
      if (identifier === undefined) return [];
      const { author, index } = participant;
      return [{ identifier: plainOf(identifier), customerId: known(identifier), author, participant: index }];
    });
    if (anchors.length === 0 && seen.lastResort !== '') {
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
