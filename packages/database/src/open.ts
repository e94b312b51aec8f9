import { createDatabase, type Database, type DatabaseOptions } from './database.ts';

/** Whose database it is: a service's kit. */
export interface Owner {
  readonly name: string;
  onShutdown(name: string, close: () => Promise<void>): void;
}

/** A schema for a service: shown under the service's name in pg_stat_activity, and closed when it shuts down. */
export function openDatabase<Tables>(
  owner: Owner,
  options: Omit<DatabaseOptions, 'applicationName'>,
): Database<Tables> {
  const database = createDatabase<Tables>({ ...options, applicationName: owner.name });
  owner.onShutdown(`database ${options.schema}`, database.close);
  return database;
}
