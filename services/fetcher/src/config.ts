import { connectionsConfig } from '@throughline/connections';
import {
  commaSeparated,
  databaseConfig,
  kafkaConfig,
  openSearchConfig,
  serviceConfig,
} from '@throughline/service-kit';
import { z } from 'zod';

const count = (fallback: number, most: number) => z.coerce.number().int().min(1).max(most).default(fallback);

export const configSchema = z.object({
  ...kafkaConfig,
  ...databaseConfig,
  ...openSearchConfig,
  ...connectionsConfig,
  ...serviceConfig,
  EDGE_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .describe('Address at which vendors reach the edge: where their subscriptions deliver to'),
  FETCHER_CONCURRENCY: count(8, 64).describe('Objects that one replica fetches at once'),
  FETCHER_PER_SOURCE: count(4, 64).describe('Objects of one source that all replicas together fetch at once'),
  FETCHER_STREAMS: count(100, 1_000).describe('WebSockets of vendors that one replica holds at most'),
  FETCHER_TIMEOUT_MS: count(15_000, 25_000).describe('Longest wait for a vendor’s answer'),
  FETCHER_MAX_BYTES: count(20_000_000, 200_000_000).describe('Largest answer of a vendor, bytes'),
  FETCHER_RECONCILE_DAYS: commaSeparated
    .transform((ages) => ages.map(Number))
    .refine(
      (ages) => ages.length > 0 && ages.every((age) => Number.isInteger(age) && age >= 1 && age <= 30),
      {
        message: 'whole days from 1 to 30',
      },
    )
    .prefault('1,2,7')
    .describe('Ages in days, separated by commas, at which a day is compared with the vendor'),
  ALLOW_PRIVATE_ADDRESSES: z
    .stringbool()
    .prefault('false')
    .describe('Whether vendors may be at private addresses; only for simulators on your own machine'),
});

export type Config = z.output<typeof configSchema>;
