import type { HttpRequest } from '../../contract.ts';
import { arrayOf, interactionIdOf, objectOf, parseJson, parseTime, stringOf } from '../../reading/index.ts';
import { createRecords, pick, type StoredRecord } from '../../simulation/records.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
  type VendorRequest,
} from '../../simulation/index.ts';
import { zohoTime } from '../source/calls.ts';
import { settings as parsed, type Settings } from '../source/settings.ts';
import { createChannels } from './channels.ts';
import { readCoql } from './coql.ts';

/**
 * An organisation with contacts, leads, cases and notes: notifications only to channels that have not lapsed and never for notes,
 * lists by If-Modified-Since (304 where nothing changed), deletions in a list of their own, COQL, tokens of an hour.
 */

const ORGANIZATION = '60001234567';
const TYPES = ['Contacts', 'Leads', 'Cases', 'Notes'] as const;
type Type = (typeof TYPES)[number];

const fieldsOf = (type: Type, count: number, contact: string | undefined): Record<string, unknown> => {
  const who = contact === undefined ? null : { id: contact, name: 'Ana Silva' };
  switch (type) {
    case 'Contacts':
    case 'Leads':
      return { First_Name: 'Ana', Last_Name: `Silva ${count}`, Email: `${type}-${count}@example.net` };
    case 'Cases':
      return { Subject: `Parcel ${count}`, Status: 'New', Case_Origin: 'Email', Related_To: who };
    case 'Notes':
      return {
        Note_Content: `Note ${count}`,
        Parent_Id: who && { ...who, module: { api_name: 'Contacts' } },
      };
  }
};

const shown = (record: StoredRecord): Record<string, unknown> => ({
  id: record.id,
  ...record.fields,
  Created_Time: zohoTime(record.createdAt),
  Modified_Time: zohoTime(record.updatedAt),
});

/** Times in whole seconds, as Zoho tells and compares them. */
const seconds = (time: number): number => Math.floor(time / 1000) * 1000;

export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const records = createRecords(now);
  const removed: Array<{ type: string; id: string; at: number }> = [];
  const happened = new Set<string>();
  const channels = createChannels(now);
  let count = 100;

  const settings: Settings = parsed.parse({
    token: 'simulated-token-of-channels',
    organizationId: ORGANIZATION,
    clientId: 'simulated-client',
    clientSecret: 'simulated-client-secret',
    refreshToken: 'simulated-refresh-token',
    apiUrl: baseUrl,
    accountsUrl: baseUrl,
    modules: [...TYPES],
  });

  const isModule = (name: string | undefined): boolean => TYPES.some((one) => one === name);
  const invalidModule = { status: 400, body: { code: 'INVALID_MODULE', status: 'error' } };

  /** A page of a list by number, 304 where If-Modified-Since leaves nothing. */
  function paged(
    { url, headers }: VendorRequest,
    all: ReadonlyArray<{ at: number; row: unknown }>,
  ): VendorAnswer {
    const since = parseTime(headers['if-modified-since']);
    const found = all.filter(({ at }) => since === null || seconds(at) >= since);
    if (found.length === 0) return { status: since === null ? 204 : 304 };
    const page = Number(url.searchParams.get('page') ?? 1);
    const perPage = Number(url.searchParams.get('per_page') ?? 200);
    if (page > 10 || perPage > 200)
      return { status: 400, body: { code: 'PAGINATION_LIMIT_EXCEEDED', status: 'error' } };
    const rows = found.slice((page - 1) * perPage, page * perPage);
    return {
      status: 200,
      body: {
        data: rows.map(({ row }) => row),
        info: { page, per_page: perPage, count: rows.length, more_records: found.length > page * perPage },
      },
    };
  }

  function list(request: VendorRequest): VendorAnswer {
    const module = request.path[0] ?? '';
    if (!isModule(module)) return invalidModule;
    if (
      request.url.searchParams.get('sort_by') !== 'Modified_Time' ||
      !request.url.searchParams.has('fields')
    )
      return { status: 400, body: { code: 'REQUIRED_PARAM_MISSING', status: 'error' } };
    return paged(
      request,
      records.list(module).map((one) => ({ at: one.updatedAt, row: shown(one) })),
    );
  }

  function bin(request: VendorRequest): VendorAnswer {
    const module = request.path[0] ?? '';
    // Latest first: Zoho promises no order.
    const gone = removed.filter((one) => one.type === module).toReversed();
    return paged(
      request,
      gone.map(({ id, at }) => ({ at, row: { id, deleted_time: zohoTime(at), type: 'recycle' } })),
    );
  }

  function coql({ body }: VendorRequest): VendorAnswer {
    const query = readCoql(stringOf(objectOf(parseJson(body))['select_query']) ?? '');
    if (query === undefined) return { status: 400, body: { code: 'SYNTAX_ERROR', status: 'error' } };
    if (query.module === 'Notes' || !isModule(query.module)) return invalidModule;
    const timeOf = (one: StoredRecord) =>
      seconds(query.field === 'Created_Time' ? one.createdAt : one.updatedAt);
    const found = records
      .list(query.module)
      .filter((one) => query.matches(timeOf(one), BigInt(one.id)))
      .sort((a, b) => timeOf(a) - timeOf(b) || (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
      .slice(0, query.limit);
    if (found.length === 0) return { status: 204 };
    return {
      status: 200,
      body: { data: found.map(shown), info: { count: found.length, more_records: false } },
    };
  }

  const vendor = createVendor({
    now,
    oauth: {
      path: '/oauth/v2/token',
      clientId: 'simulated-client',
      clientSecret: 'simulated-client-secret',
      refreshToken: 'simulated-refresh-token',
      lifetimeSeconds: 3600,
      scheme: 'Zoho-oauthtoken',
    },
    errorBody: (status) => ({ code: status === 401 ? 'INVALID_TOKEN' : 'ERROR', status: 'error' }),
    routes: [
      ...channels.routes,
      { method: 'POST', path: /\/crm\/v8\/coql/, answer: coql },
      { method: 'GET', path: /\/crm\/v8\/(\w+)\/deleted/, answer: bin },
      {
        method: 'GET',
        path: /\/crm\/v8\/(\w+)\/(\d+)/,
        answer: ({ path }) => {
          const record = records.get(path[0] ?? '', path[1] ?? '');
          return record === undefined ? { status: 204 } : { status: 200, body: { data: [shown(record)] } };
        },
      },
      { method: 'GET', path: /\/crm\/v8\/(\w+)/, answer: list },
    ],
  });

  const notify = (type: Type, id: string, operation: string): ReadonlyArray<HttpRequest> =>
    channels.live(type).map(({ channel, token, url }) => ({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: Buffer.from(
        JSON.stringify({
          server_time: now().getTime(),
          affected_values: [],
          query_params: {},
          module: type,
          resource_uri: `${baseUrl}/crm/v2/${type}`,
          ids: [id],
          affected_fields: arrayOf(undefined),
          operation,
          channel_id: channel,
          token,
        }),
      ),
    }));

  function write(type: Type, id: string, fields: Record<string, unknown>): void {
    records.put(type, id, fields);
    happened.add(interactionIdOf('zoho-crm', ORGANIZATION, `${type}/${id}`));
  }

  return {
    vendor,
    settings,
    happen(random) {
      const type = pick(TYPES, random) ?? 'Contacts';
      const known = pick(records.list(type), random);
      const what = random();
      if (known === undefined || what < 0.6) {
        count += 1;
        const id = `6756839000000${String(count).padStart(6, '0')}`;
        write(type, id, fieldsOf(type, count, pick(records.list('Contacts'), random)?.id));
        return notify(type, id, 'insert');
      }
      if (what < 0.9) {
        write(type, known.id, { ...known.fields, Description: `changed ${now().toISOString()}` });
        return notify(type, known.id, 'update');
      }
      removed.push({ type, id: known.id, at: now().getTime() });
      records.remove(type, known.id);
      return notify(type, known.id, 'delete');
    },
    tick: () => [],
    interactionIds: () => happened,
  };
}
