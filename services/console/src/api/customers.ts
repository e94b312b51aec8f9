import { z } from 'zod';
import { interactionItem } from './interactions.ts';
import { cursor, limit, moment, next } from './shapes.ts';

const trait = z.object({
  name: z.string(),
  value: z.string(),
  platform: z.string().describe('Who said it'),
  interactionId: z.string().describe('In which interaction'),
  observedAt: moment,
});

const scorePart = z.object({
  rule: z.string(),
  points: z.number().describe('Share of the value now'),
  events: z.number().int(),
  lastAt: moment.nullable(),
});

const scoreDetail = z
  .object({
    value: z.number(),
    asOf: moment,
    halfLifeDays: z.number(),
    contributions: z.number().int(),
    byRule: z.array(scorePart),
  })
  .meta({ id: 'Score' });

const customerIdentifier = z
  .object({
    type: z.string(),
    value: z.string(),
    verified: z.boolean().describe('Its channel proves it, rather than somebody claiming it'),
    shared: z.boolean().describe('Many people use it: it links nobody'),
    firstAt: moment,
    firstInteraction: z.string().describe('The interaction that brought it'),
  })
  .meta({ id: 'CustomerIdentifier' });

const customerItem = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    identifiers: z.array(z.string()).describe('A few, as `type:value`, to tell namesakes apart'),
    identifierCount: z.number().int(),
    score: z.number().nullable().describe('Engagement now; only in the list without `q`'),
  })
  .meta({ id: 'CustomerItem' });
export type CustomerItem = z.infer<typeof customerItem>;

export const customerPage = z.object({ items: z.array(customerItem), next }).meta({ id: 'CustomerPage' });
export type CustomerPage = z.infer<typeof customerPage>;

export const customerQuery = z.object({
  q: z
    .string()
    .trim()
    .max(200)
    .default('')
    .describe('A name, an e-mail address, a phone number, any identifier; empty: those most engaged now'),
  limit: limit(200, 25),
});

export const customerDetail = z
  .object({
    id: z.string().describe('Who holds the asked id now'),
    askedId: z.string(),
    mergedFrom: z.boolean().describe('Whether the asked id was merged into this customer'),
    name: z.string().nullable(),
    state: z
      .enum(['active', 'erased'])
      .describe('erased: for good, when it last changed; nothing is known any more'),
    version: z.number().int(),
    foundingIdentifier: z.string(),
    createdAt: moment,
    changedAt: moment,
    identifiers: z.array(customerIdentifier),
    traits: z.array(trait),
    score: scoreDetail.nullable(),
  })
  .meta({ id: 'Customer' });
export type CustomerDetail = z.infer<typeof customerDetail>;

export const timelineQuery = z.object({ limit: limit(200, 40), cursor });
export const timelinePage = z
  .object({ customerId: z.string(), items: z.array(interactionItem), next })
  .meta({ id: 'Timeline' });
export type TimelinePage = z.infer<typeof timelinePage>;
