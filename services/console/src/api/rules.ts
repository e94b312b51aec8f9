import { z } from 'zod';
import { reason } from './orders.ts';
import { moment } from './shapes.ts';

const whole = z.number().int().positive().max(1_000_000);
const type = z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/, 'the name of a type of identifier');
const probability = z.number().gt(0).lte(1);

/** What holds otherwise than usual; `{}` are the usual rules. */
const ruleSet = z
  .object({
    limits: z.record(type, whole).optional().describe('By type: how many of it one customer may have'),
    sharedAbove: z
      .record(type, whole)
      .optional()
      .describe('By type: an identifier seen with more than so many of it is many people’s'),
    survivorship: z
      .record(
        z.string().min(1).max(100),
        z
          .array(z.enum(['verified', 'record', 'claimed']))
          .min(1)
          .max(3)
          .readonly(),
      )
      .optional()
      .describe('By trait, `*` for all others: whose word counts most'),
    matching: z
      .object({
        mode: z.enum(['off', 'suggest', 'link']).exactOptional(),
        linkAt: probability.exactOptional(),
        suggestAt: probability.exactOptional(),
      })
      .refine(
        ({ linkAt = 1, suggestAt = 0 }) => suggestAt <= linkAt,
        'what is linked is likelier than what is suggested',
      )
      .optional()
      .describe('Whether likely matches are suggested to people, or linked where they are likely enough'),
  })
  .strict()
  .meta({ id: 'RuleSet' });
export type RuleSetSent = z.infer<typeof ruleSet>;

export const rulesOrder = z.object({ rules: ruleSet, reason }).meta({ id: 'RulesOrder' });
export const rulesPreviewOrder = z.object({ rules: ruleSet }).meta({ id: 'RulesPreviewOrder' });

/** How far rules that were ordered are. */
export const rulesProgress = z
  .object({
    id: z.string().describe('Order them again under this Idempotency-Key to go on'),
    state: z
      .enum(['running', 'done', 'failed', 'interrupted'])
      .describe('interrupted: the console that applied them is gone; failed: see `code`'),
    rules: ruleSet,
    by: z.string(),
    reason: z.string(),
    orderedAt: moment,
    finishedAt: moment.nullable(),
    customers: z.number().int().describe('Customers gone through'),
    total: z.number().int().nullable().describe('Customers in all, where a preview counted them'),
    moved: z.number().int().nullable().describe('Anchors that went to another customer; null until done'),
    code: z.string().nullable().describe('The error it ended with'),
  })
  .meta({ id: 'RulesProgress' });
export type RulesProgress = z.infer<typeof rulesProgress>;

export const rulesDetail = z
  .object({
    rules: ruleSet,
    types: z
      .array(
        z.object({
          type: z.string(),
          class: z.string().describe('person, record or device'),
          limit: z.number().int().describe('Usually'),
          sharedAbove: z.number().int().describe('Usually'),
          exclusive: z.boolean().describe('The limit counts for each account of the vendor'),
        }),
      )
      .describe('Common types with their usual rules; an unknown one is judged by its ending'),
    progress: rulesProgress.nullable().describe('Of those that were ordered last'),
  })
  .meta({ id: 'Rules' });
export type RulesDetail = z.infer<typeof rulesDetail>;

export const rulesForeseen = z
  .object({
    customers: z.number().int().describe('Customers looked at'),
    merged: z.number().int().describe('Customers that would go on in another'),
    split: z.number().int().describe('Customers that would be new'),
    profiles: z.number().int().describe('Customers for whom other values would hold'),
    examples: z.array(
      z.object({
        change: z.enum(['merge', 'split']),
        customerIds: z.array(z.string()),
        results: z.array(z.array(z.string())).describe('The identifiers of each customer that would result'),
      }),
    ),
  })
  .meta({ id: 'RulesForeseen' });
export type RulesForeseenDetail = z.infer<typeof rulesForeseen>;
