import type { Database } from '@throughline/database';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { connectionsErrors } from './errors.ts';
import type { KeyRing } from './key-ring.ts';
import type { ConnectionsTables, Destination } from './model.ts';
import { nameOf, newId } from './sources.ts';

type DestinationRow = Selectable<ConnectionsTables['destinations']>;
type Values = Readonly<Record<string, unknown>>;

const credentialsSchema = z.record(z.string(), z.unknown());

export interface NewDestination {
  readonly platform: string;
  readonly name: string;
  readonly credentials: Values;
  readonly options?: Values;
}

export interface DestinationChange {
  readonly name?: string;
  readonly credentials?: Values;
  readonly options?: Values;
  readonly enabled?: boolean;
}

/** `until` is epoch milliseconds; absent: until a person resumes it. */
export type DestinationPause = { readonly code: string; readonly until?: number };

/** Throws database.unavailable while PostgreSQL is away. */
export interface Destinations {
  /** @throws connections.name-invalid */
  createDestination(destination: NewDestination): Promise<Destination>;
  /** Parts that are not given stay as they are. @throws connections.not-found, connections.name-invalid */
  updateDestination(id: string, change: DestinationChange): Promise<Destination>;
  /** Pauses it, or resumes it (null). @throws connections.not-found */
  updateDestinationState(id: string, paused: DestinationPause | null): Promise<Destination>;
  /** Whether there was one. */
  deleteDestination(id: string): Promise<boolean>;
  /** Oldest first. */
  listDestinations(): Promise<ReadonlyArray<Destination>>;
  getDestination(id: string): Promise<Destination | undefined>;
}

export function createDestinations(database: Database<ConnectionsTables>, keys: KeyRing): Destinations {
  const { kysely } = database;

  const read = (row: DestinationRow): Destination => ({
    id: row.id,
    platform: row.platform,
    name: row.name,
    credentials: credentialsSchema.parse(keys.open(row.id, { keyId: row.key_id, bytes: row.credentials })),
    options: row.options,
    enabled: row.enabled,
    ...(row.paused_code !== null &&
      row.paused_at !== null && {
        paused: {
          code: row.paused_code,
          since: row.paused_at.getTime(),
          ...(row.paused_until !== null && { until: row.paused_until.getTime() }),
        },
      }),
    createdAt: row.created_at.getTime(),
    version: row.version,
  });
  type Change = Partial<Omit<DestinationRow, 'id' | 'version' | 'created_at' | 'updated_at'>>;
  const update = async (id: string, change: Change) => {
    const row = await kysely
      .updateTable('destinations')
      .set((of) => ({ ...change, version: of('version', '+', 1), updated_at: new Date() }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw connectionsErrors.notFound({ detail: { id } });
    return read(row);
  };

  return {
    createDestination: async ({ platform, name, credentials, options = {} }) => {
      const id = newId('dst');
      const sealed = keys.seal(id, credentials);
      const row = await kysely
        .insertInto('destinations')
        .values({
          id,
          platform,
          name: nameOf(name),
          key_id: sealed.keyId,
          credentials: sealed.bytes,
          options,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return read(row);
    },
    updateDestination: (id, { name, credentials, options, enabled }) => {
      const sealed = credentials && keys.seal(id, credentials);
      return update(id, {
        ...(name !== undefined && { name: nameOf(name) }),
        ...(sealed && { key_id: sealed.keyId, credentials: sealed.bytes }),
        ...(options !== undefined && { options }),
        ...(enabled !== undefined && { enabled }),
      });
    },
    updateDestinationState: (id, paused) =>
      update(id, {
        paused_code: paused === null ? null : paused.code,
        paused_at: paused === null ? null : new Date(),
        paused_until: paused?.until === undefined ? null : new Date(paused.until),
      }),
    deleteDestination: async (id) => {
      const { numDeletedRows } = await kysely
        .deleteFrom('destinations')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
    listDestinations: async () => {
      const rows = await kysely
        .selectFrom('destinations')
        .selectAll()
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(read);
    },
    getDestination: async (id) => {
      const row = await kysely.selectFrom('destinations').selectAll().where('id', '=', id).executeTakeFirst();
      return row && read(row);
    },
  };
}
