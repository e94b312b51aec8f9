import type { SystemServiceName } from '@throughline/stack/system';

/** Every service of the way, in the order in which they are killed. */
export const chaosServices: ReadonlyArray<SystemServiceName> = [
  'normalizer',
  'identity-resolver',
  'archiver',
  'ingest-edge',
  'scorer',
  'crm-writer',
  'segmenter',
  'fetcher',
];
