export { createBodyStore, type BodyStore, type RawTables } from './body-store.ts';
export * from './encoding.ts';
export * from './errors.ts';
export * from './record.ts';

/** The schema of this package; `packages/setup` and the tests bring it up to date with `migrate`. */
export const migrations = { schema: 'raw', directory: new URL('../migrations/', import.meta.url) };
