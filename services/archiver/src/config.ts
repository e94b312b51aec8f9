import {
  commaSeparated,
  databaseConfig,
  kafkaConfig,
  openSearchConfig,
  serviceConfig,
} from '@throughline/service-kit';
import { families, rawTopic } from '@throughline/schemas';
import { z } from 'zod';

export const configSchema = z.object({
  ...kafkaConfig,
  ...openSearchConfig,
  ...serviceConfig,
  DATABASE_URL: databaseConfig.DATABASE_URL.optional().describe(
    'PostgreSQL with the bodies over 900 kB (secret); without it such records are dead-lettered',
  ),
  ARCHIVER_RAW_TOPICS: commaSeparated
    .prefault(families.map(rawTopic).join(','))
    .describe('Raw topics to keep, separated by commas; add the topics that single sources were given'),
  ARCHIVER_SHARDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe('Primary shards of a month’s index'),
  ARCHIVER_REPLICAS: z
    .string()
    .regex(/^(\d+-(\d+|all)|false)$/)
    .default('0-1')
    .describe('auto_expand_replicas of the indices: 0-1 gives a replica as soon as there are two nodes'),
  ARCHIVER_IN_FLIGHT: z.coerce
    .number()
    .int()
    .min(1)
    .max(16)
    .default(3)
    .describe('Bulk requests under way at once'),
});

export type Config = z.output<typeof configSchema>;
