import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf } from '../../reading/index.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
} from '../../simulation/index.ts';
import { createRecords, pick, type StoredRecord } from '../../simulation/records.ts';
import { accountOf } from '../source/access.ts';
import { settings as schema } from '../source/settings.ts';
import { sign } from '../source/verify.ts';

const URL_OF_EDGE = 'https://edge.example.com/webhooks/woocommerce/src_test';
const DAY = 86_400_000;
const seconds = (time: number): string => new Date(time).toISOString().slice(0, 19);

type Resource = 'customer' | 'order';

/** A shop: customers and orders behind its REST API, webhooks set up by hand. Times are told to the second, as WordPress does. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const settings = schema.parse({
    secret: 'simulated-secret',
    siteUrl: baseUrl,
    consumerKey: 'ck_simulated',
    consumerSecret: 'cs_simulated',
  });
  const account = accountOf(baseUrl);
  const records = createRecords(now);
  const ids = new Set<string>();
  let count = 0;

  const shape = (record: StoredRecord) => ({
    id: Number(record.id),
    date_created_gmt: seconds(record.createdAt),
    date_modified_gmt: seconds(record.updatedAt),
    ...record.fields,
  });

  type Answer = Parameters<typeof createVendor>[0]['routes'][number]['answer'];
  const authorization = `Basic ${Buffer.from('ck_simulated:cs_simulated').toString('base64')}`;
  const guarded =
    (answer: Answer): Answer =>
    (request) =>
      request.headers['authorization'] === authorization
        ? answer(request)
        : { status: 401, body: { code: 'woocommerce_rest_cannot_view' } };

  /** `after`, `before` and `modified_after` exclude their own second. */
  const listed: Answer = ({ url, path: [list = ''] }): VendorAnswer => {
    const query = url.searchParams;
    const time = (name: string, otherwise: number) => {
      const text = query.get(name);
      return text === null ? otherwise : Date.parse(`${text}Z`);
    };
    const second = (at: number) => Math.floor(at / 1000) * 1000;
    const byChange = query.get('orderby') === 'modified';
    const found = records
      .list(list.slice(0, -1))
      .filter(
        (one) =>
          second(one.createdAt) > time('after', -1) && second(one.createdAt) < time('before', Infinity),
      )
      .filter((one) => second(one.updatedAt) > time('modified_after', -1))
      .toSorted((a, b) => (byChange ? a.updatedAt - b.updatedAt : a.createdAt - b.createdAt));
    if (query.get('order') === 'desc') found.reverse();
    const size = Number(query.get('per_page') ?? 10);
    if (size > 100) return { status: 400, body: { code: 'rest_invalid_param' } };
    const start = (Number(query.get('page') ?? 1) - 1) * size;
    const headers = {
      'x-wp-total': String(found.length),
      'x-wp-totalpages': String(Math.ceil(found.length / size)),
    };
    return { status: 200, headers, body: found.slice(start, start + size).map(shape) };
  };

  const vendor = createVendor({
    now,
    errorBody: (status) => ({ code: 'error', data: { status } }),
    routes: [
      {
        method: 'GET',
        path: /\/wp-json\/wc\/v3\/(customers|orders|products)/,
        answer: guarded(listed),
      },
      {
        method: 'GET',
        path: /\/wp-json\/wc\/v3\/(customer|order|product)s\/(\d+)/,
        answer: guarded(({ path: [type = '', id = ''] }) => {
          const record = records.get(type, id);
          return record === undefined
            ? { status: 404, body: { code: `woocommerce_rest_${type}_invalid_id`, data: { status: 404 } } }
            : { status: 200, body: shape(record) };
        }),
      },
    ],
  });

  function notify(resource: Resource, event: string, body: unknown): HttpRequest[] {
    count += 1;
    const request = {
      method: 'POST',
      url: URL_OF_EDGE,
      headers: {
        'content-type': 'application/json',
        'x-wc-webhook-source': `${baseUrl}/`,
        'x-wc-webhook-topic': `${resource}.${event}`,
        'x-wc-webhook-resource': resource,
        'x-wc-webhook-event': event,
        'x-wc-webhook-delivery-id': String(count),
      },
      body: Buffer.from(JSON.stringify(body)),
    };
    return [sign(request, settings)];
  }

  function saved(
    resource: Resource,
    id: string,
    event: string,
    fields: Record<string, unknown>,
  ): HttpRequest[] {
    ids.add(interactionIdOf('woocommerce', account, `${resource}/${id}`));
    return notify(resource, event, shape(records.put(resource, id, fields)));
  }

  return {
    vendor,
    settings,
    happen(random) {
      count += 1;
      const customer = pick(records.list('customer'), random);
      const choice = random();
      if (customer === undefined || choice < 0.3) {
        const contact = { email: `ana${count}@example.net`, first_name: 'Ana', role: 'customer' };
        return saved('customer', String(1000 + count), 'created', contact);
      }
      if (choice < 0.45) return saved('customer', customer.id, 'updated', { last_name: `Silva ${count}` });
      if (choice < 0.75) {
        const lines = [{ name: 'Trail running shoes', quantity: 1 }];
        const bought = {
          customer_id: Number(customer.id),
          total: '59.20',
          currency: 'USD',
          line_items: lines,
        };
        return saved('order', String(1000 + count), 'created', { ...bought, status: 'processing' });
      }
      const order = pick(records.list('order'), random);
      if (order === undefined) return [];
      if (choice < 0.95) return saved('order', order.id, 'updated', { status: 'completed' });
      // Only what reconciliation has seen is deleted: nobody could know of the rest.
      if (order.createdAt > now().getTime() - 3 * DAY) return [];
      records.remove('order', order.id);
      return notify('order', 'deleted', { id: Number(order.id) });
    },
    tick: () => [],
    interactionIds: () => ids,
  };
}
