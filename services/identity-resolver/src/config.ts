import { databaseConfig, kafkaConfig, serviceConfig } from '@throughline/service-kit';
import { z } from 'zod';

export const configSchema = z.object({
  ...serviceConfig,
  ...kafkaConfig,
  ...databaseConfig,
  IDENTITY_MAX_BATCH: z.coerce
    .number()
    .int()
    .positive()
    .default(500)
    .describe(
      'Interactions in one transaction at most: larger is faster, and holds customers locked for longer',
    ),
  IDENTITY_POOL_SIZE: z.coerce.number().int().min(2).default(4).describe('Connections to PostgreSQL at most'),
  IDENTITY_MATCHING_BATCH: z.coerce
    .number()
    .int()
    .positive()
    .max(1_000)
    .default(100)
    .describe('Customers compared in one round of probabilistic matching at most'),
  IDENTITY_MATCHING_PAUSE_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(250)
    .describe(
      'Milliseconds from one round of matching to the next while customers wait; eight times that while none do',
    ),
  IDENTITY_MATCHING_TRAINING_CHECK_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(60_000)
    .describe('Milliseconds from one look at whether a matching model is to be learnt to the next'),
});

export type IdentityResolverConfig = z.output<typeof configSchema>;
