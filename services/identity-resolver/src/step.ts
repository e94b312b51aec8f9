import type { Resolver } from '@throughline/identity';
import type { Interaction, ResolvedInteraction } from '@throughline/schemas';
import type { Metrics } from '@throughline/service-kit';
import { drop, ok } from '@throughline/streams';
import type { BatchStep, Codec, Decoded, Outcome } from '@throughline/streams';
import { batchResolved, resolvedInteractions } from './events.ts';

interface Deps {
  readonly resolver: Resolver;
  readonly codec: Pick<Codec<ResolvedInteraction>, 'encode'>;
  readonly metrics: Metrics;
}

/**
 * Resolves a batch in one transaction. What it tells of customers goes through the outbox with that; resolved interactions
 * go out with the outcome, as they are derived again should the batch come again. What is of persons who were erased is dropped.
 */
export function resolveInteractions({ resolver, codec, metrics }: Deps): BatchStep<Decoded<Interaction>> {
  const outcomeOf = (records: ReadonlyArray<ResolvedInteraction>): Outcome => {
    if (records.length === 0) return drop('erased');
    const anchor = records[0]?.anchors[0]?.identifier ?? '';
    metrics.observe(resolvedInteractions({ anchor: anchor.slice(0, anchor.indexOf(':')) }));
    return ok(
      records.map((record) => ({
        topic: 'interactions.resolved',
        key: record.customerId,
        value: codec.encode(record),
      })),
    );
  };

  return async function resolved(messages) {
    const begun = performance.now();
    const interactions = messages.flatMap(({ content }) => content ?? []);
    const records = (await resolver.resolve(interactions)).values();
    metrics.observe(batchResolved({}, { value: (performance.now() - begun) / 1000 }));
    return messages.map(({ content }) =>
      content === null ? drop('no-content') : outcomeOf(records.next().value ?? []),
    );
  };
}
