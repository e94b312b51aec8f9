import { databaseConfig, kafkaConfig, serviceConfig } from '@throughline/service-kit';
import { z } from 'zod';

export const configSchema = z.object({
  ...serviceConfig,
  ...kafkaConfig,
  ...databaseConfig,
  SEGMENTER_MAX_BATCH: z.coerce
    .number()
    .int()
    .positive()
    .default(1000)
    .describe('Records in one transaction at most'),
  SEGMENTER_SEGMENTS_REFRESH_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(5_000)
    .describe('Milliseconds after which changed segments are in force'),
  SEGMENTER_LOOK_AGAIN_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(3_600_000)
    .describe('Milliseconds after which a customer’s segments are looked at again, as scores fade with time'),
});

export type SegmenterConfig = z.output<typeof configSchema>;
