import type { IdentifierAssignment, IdentityChange, ResolvedInteraction } from '@throughline/schemas';
import type { Outcome as Scored, Scoring } from '@throughline/scoring';
import type { Metrics } from '@throughline/service-kit';
import { drop, ok } from '@throughline/streams';
import type { BatchStep, Decoded, Outcome } from '@throughline/streams';
import { scoresChanged, signalsRaised } from './events.ts';

export type Content = ResolvedInteraction | IdentifierAssignment | IdentityChange;
type Received = Decoded<Content>;

const isInteraction = (content: Content): content is ResolvedInteraction => 'interaction' in content;
const isChange = (content: Content): content is IdentityChange => 'changeId' in content;

/**
 * Takes resolved interactions, assignments of identifiers and erasures into the scores, each kind of a batch in one
 * transaction. Which comes first makes no difference to where the scores end.
 */
export function scoreBatch({
  scoring,
  metrics,
}: {
  scoring: Scoring;
  metrics: Metrics;
}): BatchStep<Received> {
  const count = (cause: string, { scores, signals }: Scored) => {
    if (scores > 0) metrics.observe(scoresChanged({ cause }, { value: scores }));
    if (signals > 0) metrics.observe(signalsRaised({ cause }, { value: signals }));
  };

  return async function scored(messages) {
    const interactions: ResolvedInteraction[] = [];
    const assignments: IdentifierAssignment[] = [];
    const erased = new Set<string>();
    const erasedCustomers = new Set<string>();
    const outcomes = messages.map(({ content, key }): Outcome => {
      if (content === null) {
        if (key === null) return drop('tombstone-without-key');
        erased.add(key);
      } else if (isInteraction(content)) {
        interactions.push(content);
      } else if (isChange(content)) {
        if (content.change === 'erased') erasedCustomers.add(content.customerId);
      } else {
        assignments.push(content);
        erased.delete(content.identifier);
      }
      return ok();
    });
    // Of an identifier that was assigned and then erased, the erasure is the last word.
    const standing = assignments.filter(({ identifier }) => !erased.has(identifier));
    if (standing.length + erased.size > 0) count('assignment', await scoring.assign(standing, [...erased]));
    if (erasedCustomers.size > 0) count('erasure', await scoring.erase([...erasedCustomers]));
    if (interactions.length > 0) count('interaction', await scoring.score(interactions));
    return outcomes;
  };
}
