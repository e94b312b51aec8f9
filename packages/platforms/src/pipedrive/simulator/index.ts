import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf, objectOf, parseJson, parseTime, stringOf, type Json } from '../../reading/index.ts';
import { createRecords, pick, type StoredRecord } from '../../simulation/records.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
  type VendorRequest,
} from '../../simulation/index.ts';
import { settings as parsed, type Settings } from '../source/settings.ts';
import { sign } from '../source/verify.ts';

/**
 * A company with persons, deals, activities and notes: webhooks of version 2 that are made by the API, now and then sent twice;
 * lists by cursor (version 2) and offset (version 1); deleted deals in a list of their own; 429 with its headers.
 */

const COMPANY = '7654321';
const TYPES = ['person', 'deal', 'activity', 'note'] as const;
type Type = (typeof TYPES)[number];
const PATHS: Readonly<Record<string, Type>> = {
  persons: 'person',
  deals: 'deal',
  activities: 'activity',
  notes: 'note',
};
/** What is deleted sooner than the feeds are read leaves no trace in this vendor's API. */
const YOUNGEST_DELETED_MS = 2 * 24 * 60 * 60 * 1000;

interface Webhook {
  readonly id: number;
  readonly told: Json;
}

const fieldsOf = (type: Type, count: number, person: string | undefined): Record<string, unknown> => {
  const about = person === undefined ? null : Number(person);
  switch (type) {
    case 'person':
      return {
        name: `Ana Silva ${count}`,
        emails: [{ value: `customer-${count}@example.net`, primary: true }],
      };
    case 'deal':
      return { title: `Deal ${count}`, value: count, currency: 'EUR', status: 'open', person_id: about };
    case 'activity':
      return { subject: `Call ${count}`, type: 'call', done: true, duration: '00:05', person_id: about };
    case 'note':
      return { content: `<p>Note ${count}</p>`, person_id: about, user_id: 1 };
  }
};

const iso = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
const plainTime = (time: number): string => iso(time).replace('T', ' ').replace('Z', '');

const shown = (record: StoredRecord): Record<string, unknown> => {
  const write = record.type === 'note' ? plainTime : iso;
  return {
    id: Number(record.id),
    ...record.fields,
    add_time: write(record.createdAt),
    update_time: write(record.updatedAt),
  };
};

export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const records = createRecords(now);
  const deletedDeals: StoredRecord[] = [];
  const happened = new Set<string>();
  const webhooks = new Map<number, Webhook>();
  let count = 100;

  const settings: Settings = parsed.parse({
    password: 'simulated-password-of-webhooks',
    companyId: COMPANY,
    clientId: 'simulated-client',
    clientSecret: 'simulated-client-secret',
    refreshToken: 'simulated-refresh-token',
    apiUrl: baseUrl,
    oauthUrl: baseUrl,
    objects: [...TYPES],
  });

  function list({ path, url }: VendorRequest): VendorAnswer {
    const type = PATHS[path[0] ?? ''];
    const of = (name: string) => url.searchParams.get(name);
    const old = type === 'note';
    const sort = old ? (of('sort') ?? '').replace(' ASC', '') : of('sort_by');
    const since = parseTime(of('updated_since'));
    const limit = Number(of('limit') ?? 100);
    if (
      type === undefined ||
      since === null ||
      limit > 500 ||
      (sort !== 'update_time' && sort !== 'add_time')
    )
      return { status: 400, body: { success: false, error: 'Bad request' } };
    const timeOf = (one: StoredRecord) => (sort === 'add_time' ? one.createdAt : one.updatedAt);
    const all = of('status') === 'deleted' ? deletedDeals : records.list(type);
    const found = all
      .filter((one) => parseTime(iso(one.updatedAt)) !== null && Date.parse(iso(one.updatedAt)) >= since)
      .sort((a, b) => timeOf(a) - timeOf(b) || Number(a.id) - Number(b.id));
    const cursor = of('cursor');
    const from = old
      ? Number(of('start') ?? 0)
      : cursor === null
        ? 0
        : Number(Buffer.from(cursor, 'base64url'));
    const rows = found.slice(from, from + limit);
    const more = from + limit < found.length;
    const additional = old
      ? {
          pagination: {
            start: from,
            limit,
            more_items_in_collection: more,
            ...(more ? { next_start: from + limit } : {}),
          },
        }
      : { next_cursor: more ? Buffer.from(String(from + limit)).toString('base64url') : null };
    return { status: 200, body: { success: true, data: rows.map(shown), additional_data: additional } };
  }

  function one({ path }: VendorRequest): VendorAnswer {
    const record = records.get(PATHS[path[0] ?? ''] ?? '', path[1] ?? '');
    return record === undefined
      ? { status: 404, body: { success: false, error: 'Not found', code: 'ERR_NOT_FOUND' } }
      : { status: 200, body: { success: true, data: shown(record) } };
  }

  const described = ({ id, told }: Webhook) => {
    const { http_auth_password: _password, ...rest } = told;
    return { id, company_id: Number(COMPANY), is_active: 1, type: 'general', ...rest };
  };

  function createWebhook({ body }: VendorRequest): VendorAnswer {
    const told = objectOf(parseJson(body));
    const complete = ['subscription_url', 'event_action', 'event_object', 'name'].every((name) =>
      stringOf(told[name]),
    );
    if (!complete || webhooks.size >= 40)
      return { status: 400, body: { success: false, error: 'Bad request' } };
    count += 1;
    const webhook = { id: count, told: { version: '2.0', ...told } };
    webhooks.set(count, webhook);
    return { status: 201, body: { success: true, status: 'ok', data: described(webhook) } };
  }

  const vendor = createVendor({
    now,
    oauth: {
      path: '/oauth/token',
      clientId: 'simulated-client',
      clientSecret: 'simulated-client-secret',
      refreshToken: 'simulated-refresh-token',
      lifetimeSeconds: 3600,
    },
    errorBody: (status) => ({ success: false, error: `status ${status}`, errorCode: status }),
    routes: [
      {
        method: 'GET',
        path: /\/v1\/webhooks/,
        answer: () => ({ status: 200, body: { success: true, data: [...webhooks.values()].map(described) } }),
      },
      { method: 'POST', path: /\/v1\/webhooks/, answer: createWebhook },
      {
        method: 'DELETE',
        path: /\/v1\/webhooks\/(\d+)/,
        answer: ({ path }) =>
          webhooks.delete(Number(path[0]))
            ? { status: 200, body: { success: true } }
            : { status: 404, body: { success: false } },
      },
      { method: 'GET', path: /\/api\/v2\/(persons|deals|activities)\/(\d+)/, answer: one },
      { method: 'GET', path: /\/api\/v2\/(persons|deals|activities)/, answer: list },
      { method: 'GET', path: /\/v1\/(notes)\/(\d+)/, answer: one },
      { method: 'GET', path: /\/v1\/(notes)/, answer: list },
    ],
  });

  function notify(action: string, record: StoredRecord, random: () => number): ReadonlyArray<HttpRequest> {
    const state = shown(record);
    return [...webhooks.values()]
      .filter(({ told }) => told['event_object'] === record.type || told['event_object'] === '*')
      .flatMap(({ id, told }) => {
        count += 1;
        const meta = (attempt: number) => ({
          action,
          entity: record.type,
          entity_id: record.id,
          company_id: COMPANY,
          id: `event-${count}`,
          timestamp: now().toISOString(),
          version: '2.0',
          webhook_id: String(id),
          change_source: 'app',
          attempt,
          host: 'example.pipedrive.com',
        });
        const request = (attempt: number) =>
          sign(
            {
              method: 'POST',
              url: stringOf(told['subscription_url']) ?? '',
              headers: { 'content-type': 'application/json' },
              body: Buffer.from(
                JSON.stringify({
                  meta: meta(attempt),
                  data: action === 'delete' ? null : state,
                  previous: action === 'create' ? null : state,
                }),
              ),
            },
            settings,
          );
        return random() < 0.1 ? [request(1), request(2)] : [request(1)];
      });
  }

  function write(type: Type, id: string, fields: Record<string, unknown>): StoredRecord {
    happened.add(interactionIdOf('pipedrive', COMPANY, `${type}/${id}`));
    return records.put(type, id, fields);
  }

  return {
    vendor,
    settings,
    happen(random) {
      const type = pick(TYPES, random) ?? 'person';
      const known = pick(records.list(type), random);
      const what = random();
      if (known === undefined || what < 0.6) {
        count += 1;
        const fields = fieldsOf(type, count, pick(records.list('person'), random)?.id);
        return notify('create', write(type, String(count), fields), random);
      }
      const isYoung = now().getTime() - known.createdAt < YOUNGEST_DELETED_MS;
      if (what < 0.9 || isYoung) return notify('change', write(type, known.id, { ...known.fields }), random);
      records.remove(type, known.id);
      if (type === 'deal') deletedDeals.push({ ...known, updatedAt: now().getTime() });
      return notify('delete', known, random);
    },
    tick: () => [],
    interactionIds: () => happened,
  };
}
