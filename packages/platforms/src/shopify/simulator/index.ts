import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf, objectOf, parseJson, stringOf } from '../../reading/index.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
} from '../../simulation/index.ts';
import { createRecords, pick, type StoredRecord } from '../../simulation/records.ts';
import { settings as schema } from '../source/settings.ts';
import { sign } from '../source/verify.ts';

const URL_OF_EDGE = 'https://edge.example.com/webhooks/shopify/src_test';
const SHOP = 'simulated.myshopify.com';
const DAY = 86_400_000;
/** Points of the bucket, and what comes back a second. */
const BUCKET = { most: 2000, rate: 100 };
const COST = { one: 5, list: 120 };
const iso = (time: number): string => new Date(time).toISOString();

type Type = 'customer' | 'order';

/** A shop: webhooks as an app is sent them, and the GraphQL Admin API with its bucket of points and its errors in a 200. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const settings = schema.parse({
    clientSecret: 'simulated-client-secret',
    shopDomain: SHOP,
    accessToken: 'shpat_simulated',
    apiUrl: baseUrl,
  });
  const records = createRecords(now);
  const ids = new Set<string>();
  let count = 0;
  let bucket = { points: BUCKET.most, at: now().getTime() };

  /** As webhooks have it. */
  const shape = (record: StoredRecord) => ({
    id: Number(record.id),
    created_at: iso(record.createdAt),
    updated_at: iso(record.updatedAt),
    ...record.fields,
  });

  /** As the queries name it. */
  const customerNode = (record: StoredRecord) => {
    const { email, phone, ...fields } = record.fields;
    return {
      id: record.id,
      created_at: iso(record.createdAt),
      updated_at: iso(record.updatedAt),
      tags: [],
      ...fields,
      default_email:
        email === undefined
          ? null
          : { email, state: 'SUBSCRIBED', consent_updated_at: iso(record.createdAt) },
      default_phone: phone === undefined ? null : { phone, state: 'NOT_SUBSCRIBED' },
    };
  };
  function orderNode(record: StoredRecord) {
    const {
      customer,
      total_price: amount,
      currency: currency_code,
      line_items: nodes,
      ...fields
    } = record.fields;
    const buyer = records.get('customer', String(objectOf(customer)['id']));
    return {
      id: record.id,
      created_at: iso(record.createdAt),
      updated_at: iso(record.updatedAt),
      ...fields,
      total_price_set: { shop_money: { amount, currency_code } },
      line_items: { nodes },
      customer: buyer === undefined ? null : customerNode(buyer),
    };
  }
  const nodeOf = (record: StoredRecord) =>
    record.type === 'customer' ? customerNode(record) : orderNode(record);

  /** `updated_at:>='…' updated_at:<'…'`, or without an end. */
  function searched(type: Type, query: string): ReadonlyArray<StoredRecord> {
    const [, field = '', from = '', to = '2999-01-01'] =
      /^(\w+):>='([^']+)'(?: \1:<'([^']+)')?$/.exec(query) ?? [];
    const time = (one: StoredRecord) => (field === 'created_at' ? one.createdAt : one.updatedAt);
    return records
      .list(type)
      .filter((one) => time(one) >= Date.parse(from) && time(one) < Date.parse(to))
      .toSorted((a, b) => time(a) - time(b) || Number(a.id) - Number(b.id));
  }

  /** A cursor names the last record that was given, by its place in the order of time. */
  function listed(type: Type, variables: Readonly<Record<string, unknown>>, size: number) {
    const found = searched(type, stringOf(variables['query']) ?? '');
    const after = Buffer.from(stringOf(variables['after']) ?? '', 'base64url').toString();
    const start = found.findIndex((one) => one.id === after) + 1;
    const page = found.slice(start, start + size);
    const endCursor = Buffer.from(page.at(-1)?.id ?? '').toString('base64url');
    return { nodes: page.map(nodeOf), pageInfo: { hasNextPage: found.length > start + size, endCursor } };
  }

  function answer(body: Buffer): VendorAnswer {
    const asked = objectOf(parseJson(body));
    const operation = stringOf(asked['operationName']) ?? '';
    const variables = objectOf(asked['variables']);
    const at = now().getTime();
    const points = Math.min(BUCKET.most, bucket.points + ((at - bucket.at) / 1000) * BUCKET.rate);
    const cost = operation.endsWith('s') ? COST.list : COST.one;
    const throttleStatus = {
      maximumAvailable: BUCKET.most,
      currentlyAvailable: Math.floor(points),
      restoreRate: BUCKET.rate,
    };
    const extensions = { cost: { requestedQueryCost: cost, throttleStatus } };
    if (points < cost)
      return {
        status: 200,
        body: { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], extensions },
      };
    bucket = { points: points - cost, at };
    const [, type = '', id = ''] =
      /^gid:\/\/shopify\/(\w+)\/(\d+)$/.exec(stringOf(variables['id']) ?? '') ?? [];
    const one = records.get(type.toLowerCase(), id);
    const node = one === undefined ? null : nodeOf(one);
    const data: Readonly<Record<string, unknown>> = {
      Customer: { customer: node },
      Order: { order: node },
      Customers: { customers: listed('customer', variables, 50) },
      Orders: { orders: listed('order', variables, 25) },
    };
    if (data[operation] === undefined)
      return { status: 200, body: { errors: [{ message: 'Unknown operation' }] } };
    return { status: 200, body: { data: data[operation], extensions } };
  }

  const vendor = createVendor({
    now,
    errorBody: (status) => ({ errors: `Error ${status}` }),
    routes: [
      {
        method: 'POST',
        path: /\/admin\/api\/\d{4}-\d{2}\/graphql\.json/,
        answer: ({ headers, body }) =>
          headers['x-shopify-access-token'] === 'shpat_simulated'
            ? answer(body)
            : { status: 401, body: { errors: '[API] Invalid API key or access token' } },
      },
    ],
  });

  function notify(topic: string, body: unknown): HttpRequest[] {
    count += 1;
    const request = {
      method: 'POST',
      url: URL_OF_EDGE,
      headers: {
        'content-type': 'application/json',
        'x-shopify-topic': topic,
        'x-shopify-shop-domain': SHOP,
        'x-shopify-api-version': '2025-10',
        'x-shopify-webhook-id': `webhook-${count}`,
        'x-shopify-event-id': `event-${count}`,
        'x-shopify-triggered-at': now().toISOString(),
      },
      body: Buffer.from(JSON.stringify(body)),
    };
    return [sign(request, settings)];
  }

  function saved(type: Type, id: string, topic: string, fields: Record<string, unknown>): HttpRequest[] {
    ids.add(interactionIdOf('shopify', SHOP, `${type}/${id}`));
    return notify(topic, shape(records.put(type, id, fields)));
  }

  return {
    vendor,
    settings,
    happen(random) {
      const id = String(7_000_000 + (count += 1));
      const customer = pick(records.list('customer'), random);
      const choice = random();
      if (customer === undefined || choice < 0.3) {
        const person = {
          email: `ana${id}@example.net`,
          first_name: 'Ana',
          last_name: 'Silva',
          verified_email: true,
        };
        return saved('customer', id, 'customers/create', person);
      }
      if (choice < 0.5) return saved('customer', customer.id, 'customers/update', { note: `Note ${id}` });
      if (choice < 0.75) {
        const line_items = [{ title: 'Trail running shoes', quantity: 1 }];
        const bought = { name: `#${id}`, customer: { id: Number(customer.id) }, line_items };
        return saved('order', id, 'orders/create', { ...bought, total_price: '59.20', currency: 'USD' });
      }
      const order = pick(records.list('order'), random);
      if (order !== undefined && choice < 0.92)
        return saved('order', order.id, 'orders/paid', { financial_status: 'paid' });
      // Only what reconciliation has seen is deleted: nobody could know of the rest.
      const old = pick(
        records.list('customer').filter((one) => one.updatedAt < now().getTime() - 3 * DAY),
        random,
      );
      if (old === undefined) return [];
      records.remove('customer', old.id);
      return notify('customers/delete', { id: Number(old.id) });
    },
    tick: () => [],
    interactionIds: () => ids,
  };
}
