import { connectionsConfig } from '@throughline/connections';
import { families, rawTopic } from '@throughline/schemas';
import { commaSeparated, databaseConfig, kafkaConfig, serviceConfig } from '@throughline/service-kit';
import { z } from 'zod';

export const configSchema = z.object({
  ...kafkaConfig,
  ...databaseConfig,
  ...connectionsConfig,
  ...serviceConfig,
  NORMALIZER_RAW_TOPICS: commaSeparated
    .prefault(families.map(rawTopic).join(','))
    .describe('Raw topics to read, separated by commas; add the topics that single sources were given'),
  NORMALIZER_REGION: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('US')
    .describe('Country (ISO 3166) in which phone numbers without a country code are read'),
  NORMALIZER_INTERNAL_DOMAINS: commaSeparated
    .prefault('')
    .transform((domains) => domains.map((domain) => domain.toLowerCase()))
    .describe(
      'Mail domains of your own people, separated by commas: their addresses are agents, never customers',
    ),
});

export type Config = z.output<typeof configSchema>;
