import {
  enqueueActivities,
  enqueueContacts,
  foldConsents,
  foldCustomers,
  foldIdentifiers,
  forgetCustomers,
  type LedgerDatabase,
} from '@throughline/ledger';
import type { Consent, Customer, IdentifierAssignment, ResolvedInteraction } from '@throughline/schemas';
import { ok, type BatchStep, type Decoded } from '@throughline/streams';
import type { ActiveConnection } from './active-connections.ts';

/** What this service consumes, by topic. */
export interface Consumed {
  readonly 'interactions.resolved': ResolvedInteraction;
  readonly customers: Customer;
  readonly 'customers.identifiers': IdentifierAssignment;
  readonly consents: Consent;
}

export const consumedTopics = [
  'interactions.resolved',
  'customers',
  'customers.identifiers',
  'consents',
] as const;

export type Content = Consumed[keyof Consumed];

/** The contents of one topic's messages, in their order; tombstones left out. The topic names the type. */
const contentsOf = <Topic extends keyof Consumed>(
  messages: ReadonlyArray<Decoded<Content>>,
  topic: Topic,
): ReadonlyArray<Consumed[Topic]> =>
  messages.flatMap((message) =>
    message.topic === topic && message.content !== null ? [message.content as Consumed[Topic]] : [],
  );

export interface IntakeDeps {
  readonly database: LedgerDatabase;
  readonly connections: { readonly list: ReadonlyArray<ActiveConnection> };
  /** Told when there is something to write. */
  readonly wake: () => void;
}

/** Folds what is told of people into the ledger and queues what has to be written, in one transaction a batch. */
export function createIntake({ database, connections, wake }: IntakeDeps): BatchStep<Decoded<Content>> {
  return async function intake(messages) {
    const active = connections.list;
    const ids = active.map((connection) => connection.id);
    const erased = messages.flatMap((message) =>
      message.topic === 'customers' && message.content === null && message.key !== null ? [message.key] : [],
    );
    const resolved = contentsOf(messages, 'interactions.resolved');
    await database.transaction(async (trx) => {
      const changed = [
        ...(await foldCustomers(trx, contentsOf(messages, 'customers'))),
        ...(await foldIdentifiers(trx, contentsOf(messages, 'customers.identifiers'))),
        ...(await foldConsents(trx, contentsOf(messages, 'consents'))),
      ];
      await forgetCustomers(trx, erased);
      await enqueueContacts(
        trx,
        ids,
        changed.filter((customer) => !erased.includes(customer)),
      );
      for (const [destination, some] of Map.groupBy(active, (connection) => connection.destination))
        await enqueueActivities(
          trx,
          some.map((connection) => connection.id),
          resolved.filter(({ interaction }) => destination.takesActivity(interaction)),
        );
    });
    wake();
    return messages.map(() => ok());
  };
}
