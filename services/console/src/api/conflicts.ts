import { z } from 'zod';
import { edgeDetail, knownIdentifier, knownTrait, likeness } from './evidence.ts';
import { reason } from './orders.ts';
import { cursor, limit, moment, next } from './shapes.ts';

/** One of two customers who may be one. */
const side = z
  .object({
    customerId: z.string(),
    name: z.string().nullable(),
    identifiers: z.array(knownIdentifier).describe('At most 50, proved ones first'),
    traits: z.array(knownTrait),
  })
  .meta({ id: 'Side' });
export type SideDetail = z.infer<typeof side>;

const conflictDetail = z
  .object({
    id: z.string(),
    sides: z.tuple([side, side]),
    edges: z.array(edgeDetail).describe('What speaks for it, and the protection that refused it'),
    decidedAt: moment.describe('When the latest of them was refused'),
  })
  .meta({ id: 'Conflict' });
export type ConflictDetail = z.infer<typeof conflictDetail>;

export const conflictsPage = z.object({ items: z.array(conflictDetail), next }).meta({ id: 'ConflictsPage' });
export type ConflictsPage = z.infer<typeof conflictsPage>;

const suggestionDetail = likeness
  .extend({ id: z.string(), sides: z.tuple([side, side]), foundAt: moment })
  .meta({ id: 'Suggestion' });
export type SuggestionDetail = z.infer<typeof suggestionDetail>;

export const suggestionsPage = z
  .object({ items: z.array(suggestionDetail), next })
  .meta({ id: 'SuggestionsPage' });
export type SuggestionsPage = z.infer<typeof suggestionsPage>;

export const reviewQuery = z.object({ limit: limit(50, 20), cursor });
export const suggestionsQuery = reviewQuery.extend({
  customer: z.string().max(200).optional().describe('Those with this customer alone'),
});

export const decision = z
  .object({ decision: z.enum(['link', 'never-link']).describe('One person, or two'), reason })
  .meta({ id: 'Decision' });

export const matchingStatus = z
  .object({
    model: z
      .object({
        version: z.number().int(),
        trainedAt: moment,
        records: z.number().int().describe('Customers that it was learnt from'),
        pairs: z.number().int().describe('Pairs that were compared to learn it'),
      })
      .nullable()
      .describe('null: none was learnt yet'),
    waiting: z.number().int().describe('Customers still to be compared'),
    open: z.number().int().describe('Suggestions that wait for a person'),
  })
  .meta({ id: 'MatchingStatus' });
export type MatchingStatus = z.infer<typeof matchingStatus>;
