import { connectionsConfig } from '@throughline/connections';
import { databaseConfig, kafkaConfig, serviceConfig } from '@throughline/service-kit';
import { z } from 'zod';

const count = (fallback: number) => z.coerce.number().int().positive().default(fallback);

export const configSchema = z.object({
  ...serviceConfig,
  ...kafkaConfig,
  ...databaseConfig,
  ...connectionsConfig,
  PORT: z.coerce.number().int().min(0).max(65535).default(8080).describe('Port on which deliveries arrive'),
  HOST: z.string().default('0.0.0.0').describe('Address on which deliveries arrive'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('Address under which vendors reach the edge, as they sign it; default: the Host header'),
  TRUST_PROXY: z
    .stringbool()
    .prefault('false')
    .describe(
      'Whether X-Forwarded-Proto and X-Forwarded-Host are set by a proxy of ours and tell the public address',
    ),
  MAX_CONNECTIONS: count(10_000).describe('Connections at most; more are closed at once'),
  MAX_INFLIGHT_BYTES: count(64 * 1024 * 1024).describe(
    'Bytes of bodies held at most; beyond it 503 edge.overloaded',
  ),
  REQUEST_TIMEOUT_MS: count(15_000).describe('Milliseconds in which a request has to have arrived whole'),
  KAFKA_DEADLINE_MS: count(1_000).describe(
    'Milliseconds after which a record that Kafka has not acked is spooled',
  ),
  ALLOW_PRIVATE_ADDRESSES: z
    .stringbool()
    .prefault('false')
    .describe(
      'Whether vendors’ key sets may be at private addresses; only for simulators on your own machine',
    ),
  KAFKA_COMPRESSION: z.enum(['none', 'gzip']).default('none').describe('Of the record batches'),
});

export type Config = z.output<typeof configSchema>;
