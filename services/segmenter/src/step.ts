import type { Audience, Outcome as Taken } from '@throughline/audience';
import type {
  Customer,
  IdentifierAssignment,
  IdentityChange,
  ResolvedInteraction,
  Score,
} from '@throughline/schemas';
import type { Metrics } from '@throughline/service-kit';
import { drop, ok } from '@throughline/streams';
import type { BatchStep, Decoded, Outcome } from '@throughline/streams';
import { consentsChanged, membershipsChanged } from './events.ts';

/** What each consumed topic carries. */
export interface Consumed {
  readonly 'interactions.resolved': ResolvedInteraction;
  readonly 'customers.identifiers': IdentifierAssignment;
  readonly customers: Customer;
  readonly 'customers.identity': IdentityChange;
  readonly scores: Score;
}
type Topic = keyof Consumed;

export const consumedTopics: ReadonlyArray<Topic> = [
  'interactions.resolved',
  'customers.identifiers',
  'customers',
  'customers.identity',
  'scores',
];

type Received = Decoded<Consumed[Topic]>;

/** The values of one topic in a batch, and the keys whose last word there is a tombstone: those have no values. */
function gather<T extends Topic>(messages: ReadonlyArray<Received>, topic: T) {
  const ours = messages.filter((message) => message.topic === topic);
  const erased = new Set<string>();
  for (const { key, content } of ours) {
    if (key === null) continue;
    if (content === null) erased.add(key);
    else erased.delete(key);
  }
  const standing = ours.filter(({ key }) => key === null || !erased.has(key));
  // The codec that read a value was chosen by its topic.
  const values = standing.flatMap(({ content }) => (content === null ? [] : [content as Consumed[T]]));
  return { values, erased: [...erased] };
}

/** Takes what is known of customers into consents and segments, each topic's part of a batch in one transaction. */
export function segmentBatch({
  audience,
  metrics,
}: {
  audience: Audience;
  metrics: Metrics;
}): BatchStep<Received> {
  const count = (cause: Topic, { consents, memberships }: Taken) => {
    if (consents > 0) metrics.observe(consentsChanged({ cause }, { value: consents }));
    if (memberships > 0) metrics.observe(membershipsChanged({ cause }, { value: memberships }));
  };

  return async function segmented(messages) {
    const identifiers = gather(messages, 'customers.identifiers');
    const interactions = gather(messages, 'interactions.resolved');
    const customers = gather(messages, 'customers');
    const changes = gather(messages, 'customers.identity').values;
    const erased = changes.filter(({ change }) => change === 'erased').map(({ customerId }) => customerId);
    const scores = gather(messages, 'scores');
    if (identifiers.values.length + identifiers.erased.length > 0)
      count('customers.identifiers', await audience.assignments(identifiers.values, identifiers.erased));
    if (interactions.values.length > 0)
      count('interactions.resolved', await audience.interactions(interactions.values));
    const gone = [...new Set([...customers.erased, ...erased])];
    if (customers.values.length + gone.length > 0)
      count('customers', await audience.customers(customers.values, gone));
    if (scores.values.length > 0) count('scores', await audience.scores(scores.values));
    return messages.map(({ content, key }): Outcome =>
      content === null && key === null ? drop('tombstone-without-key') : ok(),
    );
  };
}
