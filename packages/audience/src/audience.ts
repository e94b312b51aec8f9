import { enqueue } from '@throughline/outbox';
import type {
  Consent,
  Customer,
  IdentifierAssignment,
  ResolvedInteraction,
  Score,
  SegmentMembership,
} from '@throughline/schemas';
import { statementsOf } from './consent.ts';
import { refoldConsents, subjectsOf } from './consents-store.ts';
import { evaluate, keyOfMembership } from './memberships-store.ts';
import type { Segment } from './memberships-store.ts';
import { erasedAmong, eraseCustomers, eraseIdentifiers, holdErasures, withoutErased } from './erasure.ts';
import { applyAssignments, holdIdentifiers, ownersOf } from './owners-store.ts';
import { dueProfiles, saveActivity, saveCustomers, saveScores } from './profiles-store.ts';
import { authorActivity, claimsOf, latestOf } from './reading.ts';
import {
  addStatements,
  advanceInteractions,
  relevantInteractions,
  subjectKey,
  withdrawStatements,
} from './statements-store.ts';
import type { Subject } from './statements-store.ts';
import type { AudienceDatabase, AudienceTransaction } from './tables.ts';

/** What came of a batch, for the metrics. */
export interface Outcome {
  /** Consents that changed. */
  readonly consents: number;
  /** Customers who entered or left a segment. */
  readonly memberships: number;
}

export interface AudienceOptions {
  readonly database: AudienceDatabase;
  /** How the announcements are written (Avro, by the topics' codecs). */
  readonly encode: {
    readonly consent: (consent: Consent) => Buffer;
    readonly membership: (membership: SegmentMembership) => Buffer;
  };
  /** The segments defined at present. */
  readonly segments: () => ReadonlyArray<Segment>;
  /** Epoch milliseconds; the clock by default. */
  readonly now?: () => number;
}

/** Each takes its records in any order and any number of times. `erased` are the keys that came without a value. */
export interface Audience {
  interactions(batch: ReadonlyArray<ResolvedInteraction>): Promise<Outcome>;
  assignments(batch: ReadonlyArray<IdentifierAssignment>, erased?: ReadonlyArray<string>): Promise<Outcome>;
  customers(batch: ReadonlyArray<Customer>, erased?: ReadonlyArray<string>): Promise<Outcome>;
  scores(batch: ReadonlyArray<Score>): Promise<Outcome>;
  /** Looks again at customers not looked at since `before` (epoch milliseconds): scores fade and activity grows old. */
  lookAgain(before: number, limit: number): Promise<Outcome & { readonly looked: number }>;
}

/** Each method's state, announcements included, commits in one transaction. All throw database.* where the store is away. */
export function createAudience({ database, encode, segments, now = Date.now }: AudienceOptions): Audience {
  /** Looks at the segments of everybody concerned, and announces what changed. */
  const conclude = async (
    trx: AudienceTransaction,
    consents: ReadonlyArray<Consent>,
    customers: Iterable<string>,
  ): Promise<Outcome> => {
    const concerned = new Set([...customers, ...consents.map(({ customerId }) => customerId)]);
    concerned.delete('');
    for (const erased of await erasedAmong(trx, concerned)) concerned.delete(erased);
    const memberships = await evaluate(trx, [...concerned], segments(), now());
    const entries = [
      ...consents.map((consent) => ({
        topic: 'consents',
        key: subjectKey(consent),
        value: encode.consent(consent),
      })),
      ...memberships.map((membership) => ({
        topic: 'segments',
        key: keyOfMembership(membership),
        value: encode.membership(membership),
      })),
    ];
    await enqueue(trx, entries);
    return { consents: consents.length, memberships: memberships.length };
  };

  const withdraw = (trx: AudienceTransaction, subjects: ReadonlyArray<Subject>) =>
    enqueue(
      trx,
      subjects.map((subject) => ({ topic: 'consents', key: subjectKey(subject), value: null })),
    );

  /** Those of which the customer was not erased. */
  const standing = async <T extends { readonly customerId: string }>(
    trx: AudienceTransaction,
    batch: ReadonlyArray<T>,
  ): Promise<T[]> => {
    const erased = await erasedAmong(
      trx,
      batch.map(({ customerId }) => customerId),
    );
    return batch.filter(({ customerId }) => !erased.has(customerId));
  };

  /** Statements of these interactions in the place of what earlier revisions said. @returns what they are about */
  const takeStatements = async (
    trx: AudienceTransaction,
    latest: ReadonlyArray<ResolvedInteraction>,
  ): Promise<Subject[]> => {
    if (latest.length === 0) return [];
    const advanced = await advanceInteractions(trx, latest);
    const won = latest.filter(({ interaction }) => advanced.has(interaction.interactionId));
    const idsOf = (deleted: boolean) =>
      won
        .filter(({ interaction }) => (interaction.state !== 'active') === deleted)
        .map(({ interaction }) => interaction.interactionId);
    const withdrawn = await withdrawStatements(trx, {
      edited: idsOf(false),
      deleted: idsOf(true),
      now: now(),
    });
    const statements = won.flatMap(statementsOf);
    await addStatements(trx, statements);
    return [...withdrawn, ...statements.map(({ identifier, purpose }) => ({ identifier, purpose }))];
  };

  return {
    interactions: async (batch) => {
      const relevant = latestOf(await relevantInteractions(database, batch));
      if (relevant.length === 0 && authorActivity(batch).length === 0) return { consents: 0, memberships: 0 };
      return database.transaction(async (trx) => {
        await holdErasures(trx);
        const known = await withoutErased(trx, batch);
        const activity = authorActivity(known);
        const subjects = await takeStatements(trx, await withoutErased(trx, relevant));
        await holdIdentifiers(
          trx,
          claimsOf(known),
          subjects.map(({ identifier }) => identifier),
        );
        const active = await saveActivity(trx, activity);
        return conclude(trx, await refoldConsents(trx, subjects), await ownersOf(trx, active));
      });
    },
    assignments: (batch, erased = []) =>
      database.transaction(async (trx) => {
        await holdErasures(trx);
        const gone = await eraseIdentifiers(trx, erased);
        await withdraw(trx, gone.withdrawn);
        const moved = await applyAssignments(trx, batch);
        const subjects = [...gone.remaining, ...(await subjectsOf(trx, moved.identifiers))];
        return conclude(trx, await refoldConsents(trx, subjects), [...gone.customers, ...moved.customers]);
      }),
    customers: (batch, erased = []) =>
      database.transaction(async (trx) => {
        if (erased.length === 0) await holdErasures(trx);
        const gone = erased.length === 0 ? undefined : await eraseCustomers(trx, erased);
        if (gone) {
          await withdraw(trx, gone.withdrawn);
          await enqueue(
            trx,
            gone.memberships.map((left) => ({ topic: 'segments', key: keyOfMembership(left), value: null })),
          );
        }
        const saved = await saveCustomers(trx, await standing(trx, batch));
        return conclude(trx, await refoldConsents(trx, gone?.remaining ?? []), saved);
      }),
    scores: (batch) =>
      database.transaction(async (trx) => {
        await holdErasures(trx);
        return conclude(trx, [], await saveScores(trx, await standing(trx, batch)));
      }),
    lookAgain: (before, limit) =>
      database.transaction(async (trx) => {
        const due = await dueProfiles(trx, before, limit);
        return { looked: due.length, ...(await conclude(trx, [], due)) };
      }),
  };
}
