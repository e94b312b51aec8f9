import type { HttpRequest } from '../../contract.ts';
import { arrayOf, interactionIdOf, objectOf, parseJson, stringOf } from '../../reading/index.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
} from '../../simulation/index.ts';
import { createRecords, pick, type StoredRecord } from '../../simulation/records.ts';
import { settings as schema } from '../source/settings.ts';
import { sign } from '../source/verify.ts';

const MERCHANT = 'MLSIMULATED';
const URL_OF_EDGE = 'https://edge.example.com/webhooks/square/src_test';
const DAY = 86_400_000;
const iso = (time: number): string => new Date(time).toISOString();

/** A seller's account: customers, orders and payments, searched in pages behind cursors that last five minutes. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const settings = schema.parse({
    signatureKey: 'simulated-signature-key',
    accessToken: 'EAAA-simulated',
    apiUrl: baseUrl,
  });
  const records = createRecords(now);
  const ids = new Set<string>();
  let count = 0;

  const shape = (record: StoredRecord) => ({
    id: record.id,
    created_at: iso(record.createdAt),
    updated_at: iso(record.updatedAt),
    ...record.fields,
  });
  const error = (status: number, code: string): VendorAnswer => ({
    status,
    body: { errors: [{ category: 'INVALID_REQUEST_ERROR', code }] },
  });
  const authorized = (headers: Readonly<Record<string, string>>): boolean =>
    headers['authorization'] === `Bearer ${settings.accessToken}` &&
    /^\d{4}-\d{2}-\d{2}$/.test(headers['square-version'] ?? '');

  /** What a search found stays as it was found for as long as its cursors last: five minutes. */
  const searches = new Map<string, { readonly found: ReadonlyArray<StoredRecord>; readonly until: number }>();
  function paged(
    type: string,
    all: ReadonlyArray<StoredRecord>,
    cursor: string,
    limit: number,
  ): VendorAnswer {
    const [search = '', at = '0'] = cursor === '' ? [`search${(count += 1)}`] : cursor.split(':');
    if (cursor === '') searches.set(search, { found: all, until: now().getTime() + 300_000 });
    const known = searches.get(search);
    if (known === undefined || known.until < now().getTime()) return error(400, 'INVALID_CURSOR');
    const end = Number(at) + limit;
    const more = end < known.found.length ? { cursor: `${search}:${end}` } : {};
    return { status: 200, body: { [`${type}s`]: known.found.slice(Number(at), end).map(shape), ...more } };
  }

  const within = (type: string, field: 'createdAt' | 'updatedAt', start: unknown, end: unknown) => {
    const from = Date.parse(String(start));
    const to = Date.parse(String(end));
    return records.list(type).filter((record) => record[field] >= from && record[field] <= to);
  };

  const guarded =
    (
      answer: (
        request: Parameters<Parameters<typeof createVendor>[0]['routes'][number]['answer']>[0],
      ) => VendorAnswer,
    ) =>
    (request: Parameters<typeof answer>[0]): VendorAnswer =>
      authorized(request.headers) ? answer(request) : error(401, 'UNAUTHORIZED');

  const vendor = createVendor({
    now,
    limit: { most: 600, seconds: 60 },
    errorBody: (status) => ({ errors: [{ category: 'API_ERROR', code: String(status) }] }),
    routes: [
      {
        method: 'GET',
        path: /\/v2\/(customer|order|payment)s\/([^/]+)/,
        answer: guarded(({ path: [type = '', id = ''] }) => {
          const record = records.get(type, id);
          return record === undefined
            ? error(404, 'NOT_FOUND')
            : { status: 200, body: { [type]: shape(record) } };
        }),
      },
      {
        method: 'GET',
        path: /\/v2\/merchants\/me/,
        answer: guarded(() => ({ status: 200, body: { merchant: [{ id: MERCHANT }] } })),
      },
      {
        method: 'GET',
        path: /\/v2\/locations/,
        answer: guarded(() => ({ status: 200, body: { locations: [{ id: 'L1', status: 'ACTIVE' }] } })),
      },
      {
        method: 'POST',
        path: /\/v2\/customers\/search/,
        answer: guarded(({ body }) => {
          const asked = objectOf(parseJson(body));
          const range = objectOf(objectOf(objectOf(asked['query'])['filter'])['updated_at']);
          const found = within('customer', 'updatedAt', range['start_at'], range['end_at']);
          return paged('customer', found, stringOf(asked['cursor']) ?? '', Number(asked['limit'] ?? 100));
        }),
      },
      {
        method: 'POST',
        path: /\/v2\/orders\/search/,
        answer: guarded(({ body }) => {
          const asked = objectOf(parseJson(body));
          if (!arrayOf(asked['location_ids']).includes('L1')) return error(400, 'MISSING_REQUIRED_PARAMETER');
          const filter = objectOf(objectOf(asked['query'])['filter']);
          const times = objectOf(filter['date_time_filter']);
          const changed = times['updated_at'] !== undefined;
          // The field that is sorted by has to be the one that is filtered by.
          const sorted = objectOf(objectOf(asked['query'])['sort'])['sort_field'];
          if (sorted !== (changed ? 'UPDATED_AT' : 'CREATED_AT')) return error(400, 'BAD_REQUEST');
          const range = objectOf(times[changed ? 'updated_at' : 'created_at']);
          const field = changed ? 'updatedAt' : 'createdAt';
          const found = within('order', field, range['start_at'], range['end_at']);
          return paged('order', found, stringOf(asked['cursor']) ?? '', Number(asked['limit'] ?? 500));
        }),
      },
      {
        method: 'GET',
        path: /\/v2\/payments/,
        answer: guarded(({ url }) => {
          const query = url.searchParams;
          const changed = query.get('updated_at_begin_time') !== null;
          const prefix = changed ? 'updated_at_' : '';
          const [begin, end] = [query.get(`${prefix}begin_time`), query.get(`${prefix}end_time`)];
          const found = within('payment', changed ? 'updatedAt' : 'createdAt', begin, end);
          return paged('payment', found, query.get('cursor') ?? '', Number(query.get('limit') ?? 100));
        }),
      },
    ],
  });

  function notify(type: string, id: string, object: unknown, deleted = false): HttpRequest {
    count += 1;
    const event = {
      merchant_id: MERCHANT,
      type,
      event_id: `event-${count}`,
      created_at: iso(now().getTime() + (deleted ? 1 : 0)),
      data: { type: type.split('.')[0], id, ...(deleted ? { deleted } : {}), object },
    };
    return sign(
      {
        method: 'POST',
        url: URL_OF_EDGE,
        headers: { 'content-type': 'application/json', 'square-environment': 'Sandbox' },
        body: Buffer.from(JSON.stringify(event)),
      },
      settings,
    );
  }

  const told = (type: string, id: string) => ids.add(interactionIdOf('square', MERCHANT, `${type}/${id}`));

  function saved(
    type: 'customer' | 'order' | 'payment',
    id: string,
    fields: Record<string, unknown>,
    verb: string,
  ) {
    const record = records.put(type, id, fields);
    told(type, id);
    if (type !== 'order') return [notify(`${type}.${verb}`, id, { [type]: shape(record) })];
    const summary = { order_id: id, state: 'OPEN', location_id: 'L1', updated_at: iso(record.updatedAt) };
    return [notify(`order.${verb}`, id, { [`order_${verb}`]: summary })];
  }

  return {
    vendor,
    settings,
    happen(random) {
      count += 1;
      const customer = pick(records.list('customer'), random);
      const choice = random();
      if (customer === undefined || choice < 0.3) {
        const contact = { given_name: 'Ana', email_address: `ana${count}@example.net`, version: 0 };
        return saved('customer', `C${count}`, contact, 'created');
      }
      if (choice < 0.5)
        return saved('customer', customer.id, { note: `Note ${count}`, version: count }, 'updated');
      const money = { amount: 1_000 + count, currency: 'USD' };
      if (choice < 0.75) {
        const items = [{ quantity: '1', name: 'Trail running shoes' }];
        const bought = { customer_id: customer.id, location_id: 'L1', line_items: items, total_money: money };
        return saved('order', `O${count}`, { ...bought, state: 'OPEN', version: 1 }, 'created');
      }
      const order = pick(records.list('order'), random);
      if (choice < 0.85 && order !== undefined)
        return saved('order', order.id, { state: 'COMPLETED' }, 'updated');
      if (choice < 0.95)
        return saved(
          'payment',
          `P${count}`,
          { customer_id: customer.id, total_money: money, status: 'COMPLETED' },
          'created',
        );
      // Only what reconciliation has seen is deleted: nobody could know of the rest.
      const old = pick(
        records.list('customer').filter((one) => one.updatedAt < now().getTime() - 3 * DAY),
        random,
      );
      if (old === undefined) return [];
      records.remove('customer', old.id);
      return [notify('customer.deleted', old.id, { customer: shape(old) }, true)];
    },
    tick: () => [],
    interactionIds: () => ids,
  };
}
