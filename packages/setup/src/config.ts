import { databaseConfig, kafkaConfig, openSearchConfig, serviceConfig } from '@throughline/service-kit';
import { z } from 'zod';

export const configSchema = z.object({
  ...kafkaConfig,
  ...databaseConfig,
  ...openSearchConfig,
  LOG_LEVEL: serviceConfig.LOG_LEVEL,
  KAFKA_REPLICATION_FACTOR: z.coerce
    .number()
    .int()
    .positive()
    .default(3)
    .describe('Copies of each partition of the topics that are created; 1 for a single broker'),
  SETUP_PATIENCE_MS: z.coerce
    .number()
    .int()
    .nonnegative()
    .default(120_000)
    .describe('Milliseconds for which a store that is away is waited for'),
});

export type Config = z.output<typeof configSchema>;
