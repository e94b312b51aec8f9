import { connectionsConfig } from '@throughline/connections';
import { databaseConfig, kafkaConfig, serviceConfig } from '@throughline/service-kit';
import { z } from 'zod';

/** Everything that crm-writer reads from its environment. */
export const configSchema = z.object({
  ...kafkaConfig,
  ...databaseConfig,
  ...serviceConfig,
  ...connectionsConfig,
  CRM_LEASE_MS: z.coerce
    .number()
    .int()
    .min(5_000)
    .default(60_000)
    .describe(
      'How long a replica keeps the records that it is writing; after it, another may take them over',
    ),
  CRM_HTTP_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(500)
    .default(15_000)
    .describe('How long a destination may take for one answer; at most a third of CRM_LEASE_MS'),
  CRM_POLL_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(500)
    .describe('How often an idle writer looks for work that another replica queued'),
  CRM_CONNECTIONS_REFRESH_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(5_000)
    .describe('How often the list of destinations is read'),
  ALLOW_PRIVATE_ADDRESSES: z
    .stringbool()
    .prefault('false')
    .describe('Whether destinations may be on private addresses; for a simulator on the same machine'),
});

export type Config = z.output<typeof configSchema>;
