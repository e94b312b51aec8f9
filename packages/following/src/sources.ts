import type { KeyRing } from '@throughline/connections';
import { sql, type Selectable } from 'kysely';
import type { Clock, Executor, FollowingDatabase, FollowingTables } from './tables.ts';

export type FollowedRow = Selectable<FollowingTables['sources']>;

/** How we stand with each vendor. */
export interface FollowedSources {
  all(): Promise<ReadonlyArray<FollowedRow>>;
  /** Whether these are the settings that were noted, under the current key. */
  isNoted(row: FollowedRow, version: number): boolean;
  get(sourceId: string): Promise<FollowedRow | undefined>;
  /** Takes note of a source and of its settings; new settings end a block. */
  follow(source: { id: string; platform: string; version: number; settings: unknown }): Promise<void>;
  /** The service looks after them: they were not left alone until now. */
  seen(sourceIds: ReadonlyArray<string>): Promise<void>;
  /** Nothing is asked of the vendor until then; an earlier end never shortens a pause. */
  pause(sourceId: string, until: Date, code: string): Promise<void>;
  /** The vendor refuses us; asked again at `until`, or when the settings change. */
  block(sourceId: string, code: string, until: Date): Promise<void>;
  /** The vendor could not be reached or did not answer as it should. */
  failed(sourceId: string): Promise<void>;
  /** The vendor answered. @returns since when it had not, if so */
  succeeded(sourceId: string): Promise<Date | undefined>;
  /** The source is deleted: what remains is to take leave of the vendor. */
  leave(sourceId: string): Promise<void>;
  /** The settings that a source had when it was last followed. @throws connections.key-unknown, connections.undecipherable */
  lastSettings(sourceId: string): Promise<{ platform: string; settings: unknown } | undefined>;
  /** Forgets all of it. */
  forget(sourceId: string): Promise<void>;
}

const tables = [
  'jobs',
  'tasks',
  'subscriptions',
  'feeds',
  'completeness',
  'streams',
  'tokens',
  'sources',
] as const;

export function createFollowedSources(
  database: FollowingDatabase,
  keys: KeyRing,
  now: Clock,
): FollowedSources {
  const { kysely } = database;
  const rowId = (sourceId: string) => `settings/${sourceId}`;
  const one = (sourceId: string, executor: Executor = kysely) =>
    executor.updateTable('sources').where('source_id', '=', sourceId);

  return {
    isNoted: (row, version) => row.settings_version === version && row.key_id === keys.currentKeyId,
    all: () => kysely.selectFrom('sources').selectAll().execute(),
    get: (sourceId) =>
      kysely.selectFrom('sources').selectAll().where('source_id', '=', sourceId).executeTakeFirst(),

    async follow({ id, platform, version, settings }) {
      const sealed = keys.seal(rowId(id), settings);
      const isNew = sql<boolean>`sources.settings_version <> excluded.settings_version`;
      await kysely
        .insertInto('sources')
        .values({
          source_id: id,
          platform,
          followed_since: now(),
          settings_version: version,
          key_id: sealed.keyId,
          settings: sealed.bytes,
        })
        .onConflict((conflict) =>
          conflict.column('source_id').doUpdateSet({
            settings_version: version,
            key_id: sealed.keyId,
            settings: sealed.bytes,
            // The same settings under another key change nothing else.
            state: sql<string>`case when ${isNew} then 'following' else sources.state end`,
            error_code: sql<string | null>`case when ${isNew} then null else sources.error_code end`,
            paused_until: sql<Date | null>`case when ${isNew} and sources.state = 'blocked' then null else sources.paused_until end`,
          }),
        )
        .execute();
    },

    async seen(sourceIds) {
      if (sourceIds.length === 0) return;
      await kysely
        .updateTable('sources')
        .set({ seen_at: now() })
        .where('source_id', 'in', [...sourceIds])
        .execute();
    },

    async pause(sourceId, until, code) {
      await one(sourceId)
        .set({
          paused_until: sql<Date>`greatest(paused_until, ${until}::timestamptz)`,
          error_code: sql<string>`case when state = 'blocked' then error_code else ${code} end`,
          error_at: now(),
        })
        .execute();
    },

    async block(sourceId, code, until) {
      await one(sourceId)
        .set({ state: 'blocked', error_code: code, error_at: now(), paused_until: until })
        .where('state', '<>', 'leaving')
        .execute();
    },

    async failed(sourceId) {
      await one(sourceId)
        .set({ away_since: sql<Date>`coalesce(away_since, ${now()}::timestamptz)` })
        .execute();
    },

    succeeded: (sourceId) =>
      database.transaction(async (trx) => {
        const row = await trx
          .selectFrom('sources')
          .select(['state', 'away_since', 'error_code'])
          .where('source_id', '=', sourceId)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined || (row.away_since === null && row.error_code === null)) return undefined;
        await one(sourceId, trx)
          .set({
            away_since: null,
            error_code: null,
            error_at: null,
            ...(row.state === 'blocked' && { state: 'following', paused_until: null }),
          })
          .execute();
        return row.away_since ?? undefined;
      }),

    async leave(sourceId) {
      await one(sourceId).set({ state: 'leaving', seen_at: now(), paused_until: null }).execute();
    },

    async lastSettings(sourceId) {
      const row = await kysely
        .selectFrom('sources')
        .select(['platform', 'key_id', 'settings'])
        .where('source_id', '=', sourceId)
        .executeTakeFirst();
      if (row === undefined || row.key_id === null || row.settings === null) return undefined;
      const settings = keys.open(rowId(sourceId), { keyId: row.key_id, bytes: row.settings });
      return { platform: row.platform, settings };
    },

    forget: (sourceId) =>
      database.transaction(async (trx) => {
        for (const table of tables)
          await sql`delete from ${sql.table(`fetcher.${table}`)} where source_id = ${sourceId}`.execute(trx);
      }),
  };
}
