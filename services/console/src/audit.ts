import type { Database } from '@throughline/database';
import type { Caller } from './auth/roles.ts';
import type { ConsoleTables } from './tables.ts';

export interface AuditRecord {
  readonly caller: Caller | undefined;
  readonly action: string;
  readonly subjects: ReadonlyArray<string>;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string;
}

export interface AuditQuery {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly limit: number;
  /** The id of the last entry seen. */
  readonly before?: number | undefined;
}

/**
 * Who saw or changed what, and when. It is written before the answer goes out, so that nothing is shown that was not
 * recorded; the database refuses to change or remove entries. It holds ids alone: the personal data itself, even a
 * search term, would outlive that person's erasure here.
 */
export function createAudit({ kysely }: Database<ConsoleTables>) {
  return {
    async write(record: AuditRecord): Promise<void> {
      await kysely
        .insertInto('audit')
        .values({
          actor_kind: record.caller?.kind ?? 'none',
          actor_id: record.caller?.id ?? null,
          actor_name: record.caller?.name ?? null,
          action: record.action,
          subjects: [...record.subjects],
          details: JSON.stringify(record.details),
          request_id: record.requestId,
        })
        .execute();
    },

    /** The newest first. */
    async list(query: AuditQuery) {
      let select = kysely.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(query.limit);
      if (query.before !== undefined) select = select.where('id', '<', query.before);
      if (query.actor !== undefined) select = select.where('actor_id', '=', query.actor);
      if (query.action !== undefined) select = select.where('action', '=', query.action);
      if (query.subject !== undefined) select = select.where('subjects', '@>', [query.subject]);
      if (query.from !== undefined) select = select.where('at', '>=', query.from);
      if (query.to !== undefined) select = select.where('at', '<', query.to);
      return select.execute();
    },
  };
}

export type Audit = ReturnType<typeof createAudit>;
