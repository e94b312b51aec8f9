import type { Database } from '@throughline/database';
import { CodedError } from '@throughline/errors';
import { platforms } from '@throughline/platforms';
import type { Selectable } from 'kysely';
import { randomBytes } from 'node:crypto';
import { connectionsErrors } from './errors.ts';
import type { KeyRing } from './key-ring.ts';
import type { ConnectionsTables, Source } from './model.ts';

type SourceRow = Selectable<ConnectionsTables['sources']>;

const DAY = 24 * 60 * 60 * 1000;

export interface NewSource {
  readonly platform: string;
  readonly name: string;
  readonly settings: unknown;
  readonly topic?: string | undefined;
}

export interface SourceChange {
  readonly name?: string;
  /** The whole of the settings. What they were before stays valid for `previousValidMs` (a day; 0: not at all). */
  readonly settings?: unknown;
  readonly previousValidMs?: number;
  /** null: back to the topic of its family. */
  readonly topic?: string | null;
}

export interface SourceReading {
  readonly sources: ReadonlyArray<Source>;
  /** Rows that no longer decrypt or parse. */
  readonly unreadable: ReadonlyArray<{ readonly id: string; readonly error: CodedError }>;
}

/** Throws database.unavailable while PostgreSQL is away. */
export interface Sources {
  /** @throws platforms.unknown-platform, connections.settings-invalid, connections.name-invalid */
  createSource(source: NewSource): Promise<Source>;
  /** @throws connections.not-found, connections.settings-invalid, connections.name-invalid */
  updateSource(id: string, change: SourceChange): Promise<Source>;
  /** Whether there was one. */
  deleteSource(id: string): Promise<boolean>;
  /** Those that can be read, oldest first. */
  listSources(): Promise<ReadonlyArray<Source>>;
  getSource(id: string): Promise<Source | undefined>;
  /** The version of each source by its id: what a copy compares itself with. */
  sourceVersions(): Promise<ReadonlyMap<string, number>>;
  readSources(ids: ReadonlyArray<string>): Promise<SourceReading>;
}

/** Parses settings by the platform's schema; says which are wrong, never what they were. */
export function parseSettings(platform: string, settings: unknown): unknown {
  const parsed = platforms.get(platform).source.settings.safeParse(settings);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.map(String).join('.') || 'settings'}: ${issue.code}`,
  );
  throw connectionsErrors.settingsInvalid({ detail: { platform, problems } });
}

export function nameOf(text: string): string {
  const name = text.trim();
  if (name === '' || name.length > 200) throw connectionsErrors.nameInvalid();
  return name;
}

export const newId = (prefix: 'src' | 'dst'): string => `${prefix}_${randomBytes(12).toString('hex')}`;

export function createSources(database: Database<ConnectionsTables>, keys: KeyRing): Sources {
  const { kysely } = database;

  const read = (row: SourceRow): Source => {
    const open = (keyId: string, bytes: Buffer) =>
      parseSettings(row.platform, keys.open(row.id, { keyId, bytes }));
    const { previous_key_id: keyId, previous_settings: bytes, previous_valid_until: until } = row;
    const previous = keyId !== null && bytes !== null && until !== null && until.getTime() > Date.now();
    return {
      id: row.id,
      platform: row.platform,
      name: row.name,
      settings: open(row.key_id, row.settings),
      ...(previous && { previousSettings: { settings: open(keyId, bytes), validUntil: until.getTime() } }),
      ...(row.topic !== null && { topic: row.topic }),
      createdAt: row.created_at.getTime(),
      version: row.version,
    };
  };
  const readAll = (rows: ReadonlyArray<SourceRow>): SourceReading => {
    const sources: Source[] = [];
    const unreadable: Array<{ id: string; error: CodedError }> = [];
    for (const row of rows) {
      try {
        sources.push(read(row));
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        unreadable.push({ id: row.id, error });
      }
    }
    return { sources, unreadable };
  };

  return {
    createSource: async ({ platform, name, settings, topic = null }) => {
      const id = newId('src');
      const sealed = keys.seal(id, parseSettings(platform, settings));
      const row = await kysely
        .insertInto('sources')
        .values({ id, platform, name: nameOf(name), topic, key_id: sealed.keyId, settings: sealed.bytes })
        .returningAll()
        .executeTakeFirstOrThrow();
      return read(row);
    },
    updateSource: (id, change) =>
      database.transaction(async (trx) => {
        const row = await trx
          .selectFrom('sources')
          .selectAll()
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) throw connectionsErrors.notFound({ detail: { id } });
        const sealed =
          change.settings === undefined
            ? undefined
            : keys.seal(id, parseSettings(row.platform, change.settings));
        const validMs = change.previousValidMs ?? DAY;
        const changed = await trx
          .updateTable('sources')
          .set({
            ...(change.name !== undefined && { name: nameOf(change.name) }),
            ...(change.topic !== undefined && { topic: change.topic }),
            ...(sealed && { key_id: sealed.keyId, settings: sealed.bytes }),
            ...(sealed && {
              previous_key_id: validMs > 0 ? row.key_id : null,
              previous_settings: validMs > 0 ? row.settings : null,
              previous_valid_until: validMs > 0 ? new Date(Date.now() + validMs) : null,
            }),
            version: row.version + 1,
            updated_at: new Date(),
          })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return read(changed);
      }),
    deleteSource: async (id) => {
      const { numDeletedRows } = await kysely
        .deleteFrom('sources')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
    listSources: async () =>
      readAll(await kysely.selectFrom('sources').selectAll().orderBy('created_at').orderBy('id').execute())
        .sources,
    getSource: async (id) => {
      const row = await kysely.selectFrom('sources').selectAll().where('id', '=', id).executeTakeFirst();
      return row && read(row);
    },
    sourceVersions: async () => {
      const rows = await kysely.selectFrom('sources').select(['id', 'version']).execute();
      return new Map(rows.map((row) => [row.id, row.version]));
    },
    readSources: async (ids) =>
      ids.length === 0
        ? { sources: [], unreadable: [] }
        : readAll(
            await kysely
              .selectFrom('sources')
              .selectAll()
              .where('id', 'in', [...ids])
              .execute(),
          ),
  };
}
