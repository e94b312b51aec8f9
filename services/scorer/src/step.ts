import type { IdentifierAssignment, ResolvedInteraction } from '@throughline/schemas';
import type { Outcome as Scored, Scoring } from '@throughline/scoring';
import type { Metrics } from '@throughline/service-kit';
import { drop, ok } from '@throughline/streams';
import type { BatchStep, Decoded, Outcome } from '@throughline/streams';
import { scoresChanged, signalsRaised } from './events.ts';

type Received = Decoded<ResolvedInteraction | IdentifierAssignment>;

const isInteraction = (content: ResolvedInteraction | IdentifierAssignment): content is ResolvedInteraction =>
  'interaction' in content;

/**
 * Takes resolved interactions and assignments of identifiers into the scores, each kind of a batch in one transaction.
 * Which of the two comes first makes no difference to where the scores end.
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
    const outcomes = messages.map(({ content, key }): Outcome => {
      if (content === null) {
        if (key === null) return drop('tombstone-without-key');
        erased.add(key);
      } else if (isInteraction(content)) {
        interactions.push(content);
      } else {
        assignments.push(content);
        erased.delete(content.identifier);
      }
      return ok();
    });
    // Of an identifier that was assigned and then erased, the erasure is the last word.
    const standing = assignments.filter(({ identifier }) => !erased.has(identifier));
    if (standing.length + erased.size > 0) count('assignment', await scoring.assign(standing, [...erased]));
    if (interactions.length > 0) count('interaction', await scoring.score(interactions));
    return outcomes;
  };
}
