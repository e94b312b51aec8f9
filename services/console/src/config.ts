import { connectionsConfig } from '@throughline/connections';
import { databaseConfig, kafkaConfig, openSearchConfig, serviceConfig } from '@throughline/service-kit';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);

/** Everything the console reads from its environment. */
export const configSchema = z.object({
  ...serviceConfig,
  ...databaseConfig,
  ...openSearchConfig,
  // What orders announce is encoded by the registered schemas; Kafka itself is the identity resolver's.
  SCHEMA_REGISTRY_URL: kafkaConfig.SCHEMA_REGISTRY_URL,
  KAFKA_TOPIC_PREFIX: kafkaConfig.KAFKA_TOPIC_PREFIX,
  CONSOLE_PORT: port.default(8090).describe('Port of the API and the web UI'),
  CONSOLE_HOST: z.string().default('0.0.0.0').describe('Address on which they listen'),
  CONSOLE_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .describe('Address under which people open the console; requests of sessions must come from its origin'),
  CONSOLE_SESSION_SECRET: z
    .string()
    .min(32)
    .describe('Signs session cookies; the same for every replica; at least 32 characters (secret)'),
  CONSOLE_ADMIN_TOKEN: z
    .string()
    .min(32)
    .optional()
    .describe(
      'An administrator’s API token, valid from the start; changing it replaces the one before (secret)',
    ),
  CONSOLE_ADMIN_USER: z.string().optional().describe('Name of the first administrator'),
  CONSOLE_ADMIN_PASSWORD: z
    .string()
    .min(8)
    .optional()
    .describe('Password of the first administrator, used when that user is made (secret)'),
  CONSOLE_SECURE_COOKIES: z
    .stringbool()
    .optional()
    .describe('Whether cookies go over HTTPS alone; default: whether CONSOLE_PUBLIC_URL is https'),
  CONSOLE_TRUSTED_PROXIES: z
    .string()
    .default('loopback')
    .describe('Proxies whose X-Forwarded-For is believed, as Express’s “trust proxy” takes them'),
  CONSOLE_REQUESTS_PER_MINUTE: z.coerce
    .number()
    .int()
    .positive()
    .default(1200)
    .describe('Requests a minute that one user or token may send'),
  ...connectionsConfig,
  EDGE_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .describe('Address under which vendors reach the ingest edge; the URLs of sources begin with it'),
  EDGE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address under which the console itself reaches the edge; default: EDGE_PUBLIC_URL'),
});

export type ConsoleConfig = z.output<typeof configSchema>;
