import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf, objectOf, parseJson, stringOf } from '../../reading/index.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
} from '../../simulation/index.ts';
import { createRecords, pick, type StoredRecord } from '../../simulation/records.ts';
import { RESOURCES } from '../source/resources.ts';
import { settings as schema } from '../source/settings.ts';

const DAY = 86_400_000;
const PATHS: Readonly<Record<string, string>> = { ...RESOURCES, activity: 'activities' };
const typeOf = (path: string): string => Object.keys(PATHS).find((type) => PATHS[type] === path) ?? '';

interface Webhook {
  readonly id: number;
  readonly target: string;
  readonly type: string;
  readonly event: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A Copper account: records that change, subscriptions of one type and event each, notifications of ids alone. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const settings = schema.parse({
    secret: 'simulated-secret-of-copper',
    accessToken: 'simulated-token',
    userEmail: 'jo@example-shop.com',
    account: '4711',
    apiUrl: `${baseUrl}/developer_api/v1`,
  });
  const records = createRecords(now);
  const webhooks = new Map<string, Webhook>();
  const ids = new Set<string>();
  let count = 0;

  const seconds = (time: number): number => Math.floor(time / 1000);
  const shape = (record: StoredRecord) => ({
    id: Number(record.id),
    date_created: seconds(record.createdAt),
    date_modified: seconds(record.updatedAt),
    ...(record.type === 'activity' ? { activity_date: seconds(record.createdAt) } : {}),
    ...record.fields,
  });

  type Answer = Parameters<typeof createVendor>[0]['routes'][number]['answer'];
  const error = (status: number, message: string): VendorAnswer => ({
    status,
    body: { success: false, status, message },
  });
  const guarded =
    (answer: Answer): Answer =>
    (request) =>
      request.headers['x-pw-accesstoken'] === settings.accessToken &&
      request.headers['x-pw-application'] === 'developer_api' &&
      request.headers['x-pw-useremail'] === settings.userEmail
        ? answer(request)
        : error(401, 'invalid_token');

  const searched: Answer = ({ path: [path = ''], body }) => {
    const type = typeOf(path);
    const asked = objectOf(parseJson(body));
    const size = Number(asked['page_size'] ?? 20);
    if (size > 200) return error(422, 'Invalid input: page_size');
    const name = type === 'activity' ? 'activity_date' : 'modified_date';
    const from = Number(asked[`minimum_${name}`] ?? 0);
    const to = Number(asked[`maximum_${name}`] ?? Infinity);
    const time = (one: StoredRecord) => seconds(type === 'activity' ? one.createdAt : one.updatedAt);
    const found = records
      .list(type)
      .filter((one) => time(one) >= from && time(one) <= to)
      .toSorted((a, b) => time(a) - time(b));
    const start = (Number(asked['page_number'] ?? 1) - 1) * size;
    const headers = { 'x-pw-total': String(found.length) };
    return { status: 200, headers, body: found.slice(start, start + size).map(shape) };
  };

  const vendor = createVendor({
    now,
    limit: { most: 180, seconds: 60 },
    errorBody: (status) => ({ success: false, status, message: 'error' }),
    routes: [
      {
        method: 'GET',
        path: /\/developer_api\/v1\/webhooks/,
        answer: guarded(() => ({ status: 200, body: [...webhooks.values()] })),
      },
      {
        method: 'POST',
        path: /\/developer_api\/v1\/webhooks/,
        answer: guarded(({ body }) => {
          const asked = objectOf(parseJson(body));
          const target = stringOf(asked['target']) ?? '';
          const type = stringOf(asked['type']) ?? '';
          const event = stringOf(asked['event']) ?? '';
          if (
            !target.startsWith('https://') ||
            !Object.hasOwn(RESOURCES, type) ||
            !/^(new|update|delete)$/.test(event)
          )
            return error(422, 'Invalid input');
          const headers = objectOf(asked['headers']) as Readonly<Record<string, string>>;
          const webhook = { id: (count += 1), target, type, event, headers };
          webhooks.set(String(webhook.id), webhook);
          return { status: 200, body: webhook };
        }),
      },
      {
        method: 'GET',
        path: /\/developer_api\/v1\/webhooks\/(\d+)/,
        answer: guarded(({ path: [id = ''] }) => {
          const webhook = webhooks.get(id);
          return webhook === undefined ? error(404, 'Resource not found') : { status: 200, body: webhook };
        }),
      },
      {
        method: 'DELETE',
        path: /\/developer_api\/v1\/webhooks\/(\d+)/,
        answer: guarded(({ path: [id = ''] }) =>
          webhooks.delete(id)
            ? { status: 200, body: { id: Number(id), is_deleted: true } }
            : error(404, 'Resource not found'),
        ),
      },
      { method: 'POST', path: /\/developer_api\/v1\/([a-z]+)\/search/, answer: guarded(searched) },
      {
        method: 'GET',
        path: /\/developer_api\/v1\/([a-z]+)\/(\d+)/,
        answer: guarded(({ path: [path = '', id = ''] }) => {
          const record = records.get(typeOf(path), id);
          return record === undefined
            ? error(404, 'Resource not found')
            : { status: 200, body: shape(record) };
        }),
      },
    ],
  });

  function notify(type: string, event: string, id: string): HttpRequest[] {
    return [...webhooks.values()]
      .filter((webhook) => webhook.type === type && webhook.event === event)
      .map((webhook) => ({
        method: 'POST',
        url: webhook.target,
        headers: { 'content-type': 'application/json', ...webhook.headers },
        body: Buffer.from(
          JSON.stringify({
            subscription_id: webhook.id,
            type,
            event,
            ids: [Number(id)],
            timestamp: now().toISOString(),
          }),
        ),
      }));
  }

  function saved(type: string, id: string, event: string, fields: Record<string, unknown>): HttpRequest[] {
    records.put(type, id, fields);
    ids.add(interactionIdOf('copper', settings.account, `${type}/${id}`));
    return notify(type, event, id);
  }

  return {
    vendor,
    settings,
    happen(random) {
      const id = String(10_000 + (count += 1));
      const person = pick(records.list('person'), random);
      const choice = random();
      if (person === undefined || choice < 0.25)
        return saved('person', id, 'new', {
          name: 'Ana Silva',
          emails: [{ email: `ana${id}@example.net`, category: 'work' }],
        });
      if (choice < 0.45) return saved('person', person.id, 'update', { title: `Buyer ${id}` });
      if (choice < 0.6) {
        const deal = {
          name: `Offer ${id}`,
          primary_contact_id: Number(person.id),
          monetary_value: 1840,
          status: 'Open',
        };
        return saved('opportunity', id, 'new', deal);
      }
      if (choice < 0.9) {
        const parent = { id: Number(person.id), type: 'person' };
        return saved('activity', id, 'new', {
          parent,
          type: { id: 0, category: 'user' },
          details: `Called ${id}`,
          user_id: 1,
        });
      }
      // Only what reconciliation has seen is deleted: nobody could know of the rest.
      const old = pick(
        records.list('opportunity').filter((one) => one.updatedAt < now().getTime() - 3 * DAY),
        random,
      );
      if (old === undefined) return [];
      records.remove('opportunity', old.id);
      return notify('opportunity', 'delete', old.id);
    },
    tick: () => [],
    interactionIds: () => ids,
  };
}
