import { readFileSync } from 'node:fs';

export type * from '../generated/types.ts';
export * from './lives.ts';
export * from './topics.ts';

/** The Avro schema of a record as JSON text, by its name (`Interaction`). */
export const schemaText = (record: string): string =>
  readFileSync(new URL(`../${record}.avsc`, import.meta.url), 'utf8');
