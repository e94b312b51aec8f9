import type { Suggestion } from '@throughline/identity';
import type { SuggestionDetail } from '../api/conflicts.ts';
import { momentOf } from '../api/shapes.ts';
import { sidesOf } from './evidence.ts';

/** The weightiest evidence first, for or against. */
export const suggestionOf = (suggestion: Suggestion): SuggestionDetail => ({
  id: suggestion.id,
  sides: sidesOf(suggestion.sides),
  probability: suggestion.probability,
  weight: suggestion.weight,
  evidence: suggestion.evidence
    .map(({ aspect, level, weight }) => ({ aspect, level, weight }))
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
  model: suggestion.model,
  foundAt: momentOf(suggestion.foundAt),
});
