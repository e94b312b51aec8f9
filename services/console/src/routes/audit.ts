import { auditPage, auditQuery } from '../api/session.ts';
import { auditReaders } from '../auth/roles.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { ConsoleDeps } from '../deps.ts';

const instant = (epochMs: number | undefined): Date | undefined =>
  epochMs === undefined ? undefined : new Date(epochMs);

/** Who saw or changed what. */
export function auditRoutes({ audit }: ConsoleDeps): ReadonlyArray<Route> {
  return [
    defineRoute({
      id: 'audit.list',
      method: 'get',
      path: '/api/v1/audit',
      tag: 'Audit',
      summary: 'The audit log, newest first',
      roles: auditReaders,
      audited: true,
      query: auditQuery,
      response: auditPage,
      async handle({ query }) {
        const before = query.cursor === undefined ? undefined : Number.parseInt(query.cursor, 10);
        const rows = await audit.list({
          actor: query.actor,
          action: query.action,
          subject: query.subject,
          from: instant(query.from),
          to: instant(query.to),
          limit: query.limit,
          before: Number.isSafeInteger(before) ? before : undefined,
        });
        const items = rows.map((row) => ({
          id: row.id,
          at: row.at.toISOString(),
          actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
          action: row.action,
          subjects: row.subjects,
          details: row.details,
          requestId: row.request_id,
        }));
        const last = items.at(-1);
        const next = last !== undefined && items.length === query.limit ? String(last.id) : null;
        return { body: { items, next }, details: { count: items.length } };
      },
    }),
  ];
}
