export { asStoreError, isConflict, isUnavailable } from './availability.ts';
export { createDatabase } from './database.ts';
export type { Database, DatabaseOptions, TransactionOptions } from './database.ts';
export { openDatabase } from './open.ts';
export type { Owner } from './open.ts';
export { databaseErrors } from './errors.ts';
export { migrate } from './migrate.ts';
export type { MigrateOptions, Migrations } from './migrate.ts';
