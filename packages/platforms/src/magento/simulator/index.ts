import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf } from '../../reading/index.ts';
import { createVendor, type Simulator, type SimulatorOptions } from '../../simulation/index.ts';
import { createRecords, pick, type StoredRecord } from '../../simulation/records.ts';
import { accountOf } from '../source/access.ts';
import { settings as schema } from '../source/settings.ts';

const URL_OF_EDGE = 'https://edge.example.com/webhooks/magento/src_test';
const CLIENT_ID = 'simulated-client';
const DAY = 86_400_000;

const written = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ');

type Type = 'customer' | 'order';

/** A shop of Adobe Commerce: its REST API with search criteria, and Adobe I/O Events that tell of its changes, signed twice. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const settings = schema.parse({
    eventPublicKeys: publicKey.export({ type: 'spki', format: 'pem' }),
    clientId: CLIENT_ID,
    siteUrl: baseUrl,
    accessToken: 'simulated-token',
  });
  const account = accountOf(baseUrl);
  const records = createRecords(now);
  const ids = new Set<string>();
  let count = 0;

  const shape = (record: StoredRecord) => ({
    [record.type === 'order' ? 'entity_id' : 'id']: Number(record.id),
    created_at: written(record.createdAt),
    updated_at: written(record.updatedAt),
    ...record.fields,
  });

  type Answer = Parameters<typeof createVendor>[0]['routes'][number]['answer'];
  const guarded =
    (answer: Answer): Answer =>
    (request) =>
      request.headers['authorization'] === 'Bearer simulated-token'
        ? answer(request)
        : { status: 401, body: { message: "The consumer isn't authorized to access %resources." } };

  /** Filters of different groups all hold; each compares one field. */
  const searched =
    (type: Type): Answer =>
    ({ url }) => {
      const query = url.searchParams;
      const value = (one: StoredRecord, field: string): string | number =>
        field === 'entity_id'
          ? Number(one.id)
          : written(field === 'created_at' ? one.createdAt : one.updatedAt);
      const holds = (one: StoredRecord): boolean => {
        for (let group = 0; ; group += 1) {
          const at = `searchCriteria[filter_groups][${group}][filters][0]`;
          const field = query.get(`${at}[field]`);
          if (field === null) return true;
          const has = value(one, field);
          const text = query.get(`${at}[value]`) ?? '';
          const wanted = typeof has === 'number' ? Number(text) : text;
          const condition = query.get(`${at}[condition_type]`);
          if (condition === 'gteq' ? has < wanted : condition === 'lt' ? has >= wanted : has <= wanted)
            return false;
        }
      };
      const found = records
        .list(type)
        .filter(holds)
        .toSorted((a, b) =>
          query.get('searchCriteria[sortOrders][0][field]') === 'updated_at'
            ? a.updatedAt - b.updatedAt
            : Number(a.id) - Number(b.id),
        );
      const size = Number(query.get('searchCriteria[pageSize]') ?? 20);
      // Behind the last page Magento gives the last one over again.
      const pages = Math.max(Math.ceil(found.length / size), 1);
      const start = (Math.min(Number(query.get('searchCriteria[currentPage]') ?? 1), pages) - 1) * size;
      return {
        status: 200,
        body: { items: found.slice(start, start + size).map(shape), total_count: found.length },
      };
    };

  const vendor = createVendor({
    now,
    errorBody: (status) => ({ message: `Error ${status}` }),
    routes: [
      { method: 'GET', path: /\/rest\/all\/V1\/customers\/search/, answer: guarded(searched('customer')) },
      { method: 'GET', path: /\/rest\/all\/V1\/orders/, answer: guarded(searched('order')) },
      {
        method: 'GET',
        path: /\/rest\/all\/V1\/(customer|order)s\/(\d+)/,
        answer: guarded(({ path: [type = '', id = ''] }) => {
          const record = records.get(type, id);
          return record === undefined
            ? { status: 404, body: { message: 'No such entity with %fieldName = %fieldValue' } }
            : { status: 200, body: shape(record) };
        }),
      },
    ],
  });

  function notify(code: string, value: unknown): HttpRequest[] {
    count += 1;
    const envelope = {
      event_id: `event-${count}`,
      event: {
        key: `key-${count}`,
        value,
        source: 'simulated.prod',
        _metadata: { storeId: '1', websiteId: '1' },
      },
      recipient_client_id: CLIENT_ID,
    };
    const body = Buffer.from(JSON.stringify(envelope));
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'x-adobe-event-code': `com.adobe.commerce.${code}`,
      'x-adobe-event-id': `event-${count}`,
      'x-adobe-delivery-id': `delivery-${count}`,
      'x-adobe-digital-signature-1': signBytes('sha256', body, privateKey).toString('base64'),
      'x-adobe-public-key1-path': '/prod/keys/pub-key-simulated.pem',
    };
    return [{ method: 'POST', url: URL_OF_EDGE, headers, body }];
  }

  function saved(type: Type, id: string, fields: Record<string, unknown>, whole: boolean): HttpRequest[] {
    const record = records.put(type, id, fields);
    ids.add(interactionIdOf('magento', account, `${type}/${id}`));
    const code =
      type === 'order' ? 'observer.sales_order_save_commit_after' : 'observer.customer_save_commit_after';
    // A merchant who chose the id alone: the rest has to be asked for.
    const value = whole ? shape(record) : { [type === 'order' ? 'entity_id' : 'id']: Number(id) };
    return notify(code, value);
  }

  return {
    vendor,
    settings,
    happen(random) {
      const id = String(100 + (count += 1));
      const customer = pick(records.list('customer'), random);
      const choice = random();
      const whole = random() < 0.5;
      if (customer === undefined || choice < 0.3) {
        const person = { email: `ana${id}@example.net`, firstname: 'Ana', lastname: 'Silva', addresses: [] };
        return saved('customer', id, person, whole);
      }
      if (choice < 0.5) return saved('customer', customer.id, { lastname: `Silva ${id}` }, whole);
      if (choice < 0.8) {
        const items = [{ name: 'Trail running shoes', qty_ordered: 1 }];
        const buyer = { customer_id: Number(customer.id), customer_email: `ana${customer.id}@example.net` };
        const sum = { grand_total: 59.2, order_currency_code: 'USD' };
        return saved(
          'order',
          id,
          { increment_id: id.padStart(9, '0'), state: 'new', items, ...buyer, ...sum },
          whole,
        );
      }
      const order = pick(records.list('order'), random);
      if (order !== undefined && choice < 0.95) return saved('order', order.id, { state: 'complete' }, whole);
      // Only what reconciliation has seen is deleted: nobody could know of the rest.
      const old = pick(
        records.list('customer').filter((one) => one.updatedAt < now().getTime() - 3 * DAY),
        random,
      );
      if (old === undefined) return [];
      records.remove('customer', old.id);
      return notify('observer.customer_delete_commit_after', shape(old));
    },
    tick: () => [],
    interactionIds: () => ids,
  };
}
