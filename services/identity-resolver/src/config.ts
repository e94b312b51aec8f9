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
});

export type IdentityResolverConfig = z.output<typeof configSchema>;
