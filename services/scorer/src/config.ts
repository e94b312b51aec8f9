import { databaseConfig, kafkaConfig, serviceConfig } from '@throughline/service-kit';
import { z } from 'zod';

export const configSchema = z.object({
  ...serviceConfig,
  ...kafkaConfig,
  ...databaseConfig,
  SCORER_MAX_BATCH: z.coerce
    .number()
    .int()
    .positive()
    .default(1000)
    .describe('Records in one transaction at most'),
  SCORER_RULES_REFRESH_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(15_000)
    .describe('Milliseconds after which changed rules are in force'),
  SCORER_SILENCE_CHECK_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(600_000)
    .describe('Milliseconds between two looks for customers who have fallen silent'),
});

export type ScorerConfig = z.output<typeof configSchema>;
