import type { Suggestion } from '@throughline/identity';
import type { SuggestionDetail } from '../api/conflicts.ts';
import { momentOf } from '../api/shapes.ts';
import { likenessOf, sidesOf } from './evidence.ts';

export const suggestionOf = (suggestion: Suggestion): SuggestionDetail => ({
  id: suggestion.id,
  sides: sidesOf(suggestion.sides),
  ...likenessOf(suggestion),
  foundAt: momentOf(suggestion.foundAt),
});
