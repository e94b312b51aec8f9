import {
  enqueueActivities,
  enqueueContacts,
  foldConsents,
  foldCustomers,
  deliveryOfRemains,
  foldIdentifiers,
  followIdentity,
  forgetCustomers,
  forgetIdentifiers,
  withoutErased,
  type EncodeDelivery,
  type LedgerDatabase,
} from '@throughline/ledger';
import { enqueue } from '@throughline/outbox';
import type {
  Consent,
  Customer,
  IdentifierAssignment,
  IdentityChange,
  ResolvedInteraction,
} from '@throughline/schemas';
import { ok, type BatchStep, type Decoded } from '@throughline/streams';
import type { ActiveConnection } from './active-connections.ts';

/** What this service consumes, by topic. */
interface Consumed {
  readonly 'interactions.resolved': ResolvedInteraction;
  readonly customers: Customer;
  readonly 'customers.identifiers': IdentifierAssignment;
  readonly 'customers.identity': IdentityChange;
  readonly consents: Consent;
}

export const consumedTopics = [
  'interactions.resolved',
  'customers',
  'customers.identifiers',
  'customers.identity',
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

/** Identifiers whose last word in a batch is that they were erased. */
function standingTombstones(messages: ReadonlyArray<Decoded<Content>>): string[] {
  const erased = new Set<string>();
  for (const { topic, key, content } of messages) {
    if (topic !== 'customers.identifiers' || key === null) continue;
    if (content === null) erased.add(key);
    else erased.delete(key);
  }
  return [...erased];
}

interface IntakeDeps {
  readonly database: LedgerDatabase;
  readonly connections: { readonly list: ReadonlyArray<ActiveConnection> };
  readonly encode: EncodeDelivery;
  /** Told when there is something to write. */
  readonly wake: () => void;
}

/** Folds what is told of people into the ledger and queues what has to be written, in one transaction a batch. */
export function createIntake({
  database,
  connections,
  encode,
  wake,
}: IntakeDeps): BatchStep<Decoded<Content>> {
  return async function intake(messages) {
    const active = connections.list;
    const ids = active.map((connection) => connection.id);
    const tombstones = (topic: keyof Consumed) =>
      messages.flatMap(({ topic: of, content, key }) =>
        of === topic && content === null && key !== null ? [key] : [],
      );
    const erased = [
      ...tombstones('customers'),
      ...contentsOf(messages, 'customers.identity').flatMap(({ change, customerId }) =>
        change === 'erased' ? [customerId] : [],
      ),
    ];
    const platformOf = new Map(active.map((connection) => [connection.id, connection.destination.id]));
    const resolved = contentsOf(messages, 'interactions.resolved');
    await database.transaction(async (trx) => {
      const customers = await foldCustomers(trx, contentsOf(messages, 'customers'));
      await forgetIdentifiers(trx, standingTombstones(messages));
      const identifiers = await foldIdentifiers(trx, contentsOf(messages, 'customers.identifiers'));
      const consents = await foldConsents(trx, contentsOf(messages, 'consents'));
      const followed = await followIdentity(trx, {
        anchors: identifiers.anchors,
        customers: customers.turned,
      });
      const changed = [...customers.changed, ...identifiers.changed, ...consents, ...followed];
      const remains = await forgetCustomers(trx, erased);
      await enqueue(
        trx,
        remains.map((one) => ({
          topic: 'deliveries',
          key: `${one.connectionId} ${one.record}`,
          value: encode(deliveryOfRemains(one, platformOf.get(one.connectionId) ?? '')),
        })),
      );
      const living = await withoutErased(trx, resolved);
      await enqueueContacts(
        trx,
        ids,
        changed.filter((customer) => !erased.includes(customer)),
      );
      for (const [destination, some] of Map.groupBy(active, (connection) => connection.destination))
        await enqueueActivities(
          trx,
          some.map((connection) => connection.id),
          living.filter(({ interaction }) => destination.takesActivity(interaction)),
        );
    });
    wake();
    return messages.map(() => ok());
  };
}
