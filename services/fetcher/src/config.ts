import { connectionsConfig } from '@throughline/connections';
import { databaseConfig, kafkaConfig, serviceConfig } from '@throughline/service-kit';
import { z } from 'zod';

const count = (fallback: number, most: number) => z.coerce.number().int().min(1).max(most).default(fallback);

export const configSchema = z.object({
  ...kafkaConfig,
  ...databaseConfig,
  ...connectionsConfig,
  ...serviceConfig,
  FETCHER_CONCURRENCY: count(8, 64).describe('Objects that one replica fetches at once'),
  FETCHER_TIMEOUT_MS: count(15_000, 120_000).describe('Longest wait for a vendor’s answer'),
  FETCHER_MAX_BYTES: count(20_000_000, 200_000_000).describe('Largest answer of a vendor, bytes'),
  FETCHER_ALLOW_PRIVATE: z
    .stringbool()
    .prefault('false')
    .describe('Whether vendors may be at private addresses; only for simulators on your own machine'),
});

export type Config = z.output<typeof configSchema>;
