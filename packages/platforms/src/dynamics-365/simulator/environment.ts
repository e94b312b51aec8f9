import { randomUUID } from 'node:crypto';
import type { Json } from '../../reading/index.ts';
import type { Route, VendorAnswer, VendorRequest } from '../../simulation/index.ts';
import { TABLES, tableOfSet, type TableName } from '../source/tables.ts';

/** The tables of an environment, and the Web API that reads them: rows, lists by a span of time, and change tracking. */

export interface StoredRow {
  readonly table: TableName;
  readonly id: string;
  /** As the Web API tells it, without `modifiedon`. */
  values: Json;
  modifiedAt: Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** `ExpireChangeTrackingInDays`. */
const TOKEN_LIFE_MS = 7 * DAY_MS;
const MOST_A_PAGE = 5000;
const GUID = '[0-9a-f-]{36}';

/** Dataverse tells times in whole seconds. */
export const seconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

export const failure = (status: number, code: string, message: string): VendorAnswer => ({
  status,
  body: { error: { code, message } },
});

interface Token {
  readonly table: TableName;
  readonly select: string | null;
  readonly rows: ReadonlyArray<string>;
  readonly upTo: number;
  readonly issuedAt: number;
}

export function createEnvironment({ now, baseUrl }: { now: () => Date; baseUrl: string }) {
  const rows = new Map<string, StoredRow>();
  const changes: Array<{ readonly table: TableName; readonly id: string }> = [];
  const tokens = new Map<string, Token>();
  let version = 915_244;

  const shown = (row: StoredRow): Json => ({
    '@odata.etag': `W/"${version}"`,
    ...row.values,
    [TABLES[row.table].key]: row.id,
    modifiedon: seconds(row.modifiedAt),
  });

  const picked = (json: Json, select: string | null): Json =>
    select === null
      ? json
      : Object.fromEntries(
          Object.entries(json).filter(([name]) => name.startsWith('@') || select.split(',').includes(name)),
        );

  const keyOf = (table: TableName, id: string) => `${table}/${id}`;
  const inTable = (table: TableName) => [...rows.values()].filter((row) => row.table === table);
  const sizeOf = (request: VendorRequest) =>
    Math.min(
      MOST_A_PAGE,
      Number(/maxpagesize=(\d+)/.exec(request.headers['prefer'] ?? '')?.[1] ?? MOST_A_PAGE),
    );
  const linkTo = (table: TableName, query: string) =>
    `${baseUrl}/api/data/v9.2/${TABLES[table].set}?${query}`;

  function tracked(request: VendorRequest, token: Omit<Token, 'issuedAt'>): VendorAnswer {
    const { table, select } = token;
    const here = token.rows.slice(0, sizeOf(request));
    const rest = token.rows.slice(here.length);
    const issue = (name: string, left: ReadonlyArray<string>) => {
      const text = `${version}!${now().toISOString()}!${randomUUID()}`;
      tokens.set(text, { ...token, rows: left, issuedAt: now().getTime() });
      const kept = select === null ? '' : `$select=${select}&`;
      return linkTo(table, `${kept}${name}=${encodeURIComponent(text)}`);
    };
    return {
      status: 200,
      headers: { 'preference-applied': 'odata.track-changes' },
      body: {
        value: here.map((id) => {
          const row = rows.get(keyOf(table, id));
          if (row !== undefined) return picked(shown(row), select);
          const context = `${baseUrl}/api/data/v9.2/$metadata#${TABLES[table].set}/$deletedEntity`;
          return { '@odata.context': context, id, reason: 'deleted' };
        }),
        ...(rest.length > 0
          ? { '@odata.nextLink': issue('$skiptoken', rest) }
          : { '@odata.deltaLink': issue('$deltatoken', []) }),
      },
    };
  }

  function track(request: VendorRequest, table: TableName): VendorAnswer {
    const query = request.url.searchParams;
    for (const option of ['$filter', '$orderby', '$expand', '$top'])
      if (query.has(option))
        return failure(
          400,
          '0x80060888',
          `The "${option}" query parameter isn't supported when Change Tracking is enabled.`,
        );
    const select = query.get('$select');
    const given = query.get('$deltatoken') ?? query.get('$skiptoken');
    if (given === null) {
      const all = inTable(table).map(({ id }) => id);
      return tracked(request, { table, select, rows: all, upTo: changes.length });
    }
    const token = tokens.get(given);
    if (token === undefined || now().getTime() - token.issuedAt > TOKEN_LIFE_MS)
      return failure(
        400,
        '0x80044352',
        'Version stamp associated with the client has expired. Please perform a full sync.',
      );
    if (query.has('$skiptoken')) return tracked(request, token);
    const changed = changes.slice(token.upTo).filter((change) => change.table === table);
    const ids = [...new Set(changed.map(({ id }) => id))];
    // The new and changed ones first, then those deleted.
    const present = ids.filter((id) => rows.has(keyOf(table, id)));
    const gone = ids.filter((id) => !rows.has(keyOf(table, id)));
    return tracked(request, { table, select, rows: [...present, ...gone], upTo: changes.length });
  }

  function list(request: VendorRequest, table: TableName): VendorAnswer {
    const query = request.url.searchParams;
    const filter = /^(\w+) ge (\S+) and \1 lt (\S+)$/.exec(query.get('$filter') ?? '');
    const [, column = '', from = '', to = ''] = filter ?? [];
    if (filter === null || query.get('$orderby') !== `${column} asc`)
      return failure(400, '0x80060888', 'The query is not understood.');
    const timeOf = (row: StoredRow) => Date.parse(String(shown(row)[column]));
    const found = inTable(table)
      .filter((row) => timeOf(row) >= Date.parse(from) && timeOf(row) < Date.parse(to))
      .sort((a, b) => timeOf(a) - timeOf(b));
    const skip = Number(query.get('$skiptoken') ?? 0);
    const size = sizeOf(request);
    const next = new URL(request.url.pathname + request.url.search, baseUrl);
    next.searchParams.set('$skiptoken', String(skip + size));
    return {
      status: 200,
      body: {
        value: found.slice(skip, skip + size).map((row) => picked(shown(row), query.get('$select'))),
        ...(skip + size < found.length ? { '@odata.nextLink': next.toString() } : {}),
      },
    };
  }

  function retrieve(request: VendorRequest, table: TableName, id: string): VendorAnswer {
    const row = rows.get(keyOf(table, id));
    if (row === undefined)
      return failure(404, '0x80040217', `Entity '${table}' With Id = ${id} Does Not Exist`);
    const { parties = '' } = TABLES[table];
    const expands = request.url.searchParams.get('$expand')?.startsWith(`${parties}(`) === true;
    const { [parties]: members, ...rest } = shown(row);
    const context = `${baseUrl}/api/data/v9.2/$metadata#${TABLES[table].set}/$entity`;
    return {
      status: 200,
      body: {
        '@odata.context': context,
        ...rest,
        ...(expands && parties !== '' ? { [parties]: members ?? [] } : {}),
      },
    };
  }

  const withTable = (request: VendorRequest, answer: (table: TableName) => VendorAnswer): VendorAnswer => {
    const table = tableOfSet(request.path[0] ?? '');
    return table === undefined
      ? failure(404, '0x80060888', `Resource not found for the segment '${request.path[0] ?? ''}'.`)
      : answer(table);
  };

  const routes: ReadonlyArray<Route> = [
    {
      method: 'GET',
      path: new RegExp(String.raw`\/api\/data\/v9\.2\/(\w+)\((${GUID})\)`),
      answer: (request) => withTable(request, (table) => retrieve(request, table, request.path[1] ?? '')),
    },
    {
      method: 'GET',
      path: /\/api\/data\/v9\.2\/(\w+)/,
      answer: (request) =>
        withTable(request, (table) =>
          (request.headers['prefer'] ?? '').includes('odata.track-changes')
            ? track(request, table)
            : list(request, table),
        ),
    },
  ];

  const note = (table: TableName, id: string): void => {
    version += 1;
    changes.push({ table, id });
  };

  return {
    routes,
    all: () => [...rows.values()],

    put(row: StoredRow): void {
      rows.set(keyOf(row.table, row.id), row);
      note(row.table, row.id);
    },
    remove(row: StoredRow): void {
      rows.delete(keyOf(row.table, row.id));
      note(row.table, row.id);
    },
    shown,
  };
}
