import { z } from 'zod';

export const trialChoice = z
  .object({
    sample: z
      .union([z.number().int().min(0), z.string().min(1).max(200)])
      .optional()
      .describe('Which of the platform’s samples: its number from 0, or its title; left out: the first'),
  })
  .meta({ id: 'TrialChoice' });

export const trialCheck = z
  .object({
    name: z.enum(['reached', 'verified', 'answered', 'read']),
    ok: z.boolean().describe('False alone where something has to be done'),
    state: z
      .enum(['good', 'unknown', 'bad'])
      .describe(
        '`unknown`: could not be found out, as only the vendor can sign, or a check before it failed',
      ),
    title: z.string().describe('One sentence: what was found'),
    detail: z.string(),
    action: z.string().optional().describe('What to do'),
  })
  .meta({ id: 'TrialCheck' });
export type TrialCheck = z.infer<typeof trialCheck>;

const trialInteraction = z.object({
  kind: z.string(),
  event: z.string(),
  direction: z.string(),
  channel: z.string(),
  subject: z.string().nullable(),
  text: z.string().nullable(),
  author: z.string().nullable(),
  participants: z.array(z.object({ role: z.string(), name: z.string().nullable() })),
});

/** What became of a test delivery. Nothing of it is kept. */
export const trialResult = z
  .object({
    sample: z.string().describe('Title of the sample that was sent'),
    ok: z.boolean().describe('Whether every check is ok'),
    checks: z.array(trialCheck),
    interactions: z.array(trialInteraction).describe('What the sample is read as'),
    pointers: z
      .array(z.object({ objectType: z.string(), objectId: z.string(), change: z.string() }))
      .describe('What would be fetched from the vendor’s API'),
  })
  .meta({ id: 'TrialResult' });
export type TrialResult = z.infer<typeof trialResult>;
