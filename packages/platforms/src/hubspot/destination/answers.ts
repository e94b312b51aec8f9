import { z } from 'zod';

// Only what is used is read; unknown members are let pass, since HubSpot adds some without notice.

export const objectAnswer = z.object({
  id: z.string(),
  new: z.boolean().optional(),
  objectWriteTraceId: z.string().optional(),
  properties: z.record(z.string(), z.string().nullable()).default({}),
});
export type ObjectAnswer = z.infer<typeof objectAnswer>;

export const errorAnswer = z.object({
  status: z.union([z.string(), z.number()]).optional(),
  category: z.string().default(''),
  message: z.string().default(''),
  correlationId: z.string().optional(),
  policyName: z.string().optional(),
  errorType: z.string().optional(),
  context: z.record(z.string(), z.array(z.string())).default({}),
  errors: z.array(z.object({ message: z.string().default(''), code: z.string().optional() })).default([]),
});
export type ErrorAnswer = z.infer<typeof errorAnswer>;

/** Both the plain answer (200, 201) and the multi-status one (207) of a batch. */
export const batchAnswer = z.object({
  status: z.string().optional(),
  results: z.array(objectAnswer).default([]),
  numErrors: z.number().optional(),
  errors: z.array(errorAnswer).default([]),
});

/** Of the batch that associates: the results name the pairs. */
export const associationAnswer = z.object({
  results: z.array(z.unknown()).default([]),
  errors: z.array(errorAnswer).default([]),
});

export const propertyAnswer = z.object({ name: z.string(), hasUniqueValue: z.boolean().optional() });
export const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
