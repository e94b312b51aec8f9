import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf } from '../../reading/index.ts';
import { createVendor, type Simulator, type SimulatorOptions } from '../../simulation/index.ts';
import { createRecords, pick, type StoredRecord } from '../../simulation/records.ts';
import { accountOf } from '../source/access.ts';
import { settings as schema } from '../source/settings.ts';
import { isModule, MODULES, type Module } from '../source/trigger.ts';
import { sign } from '../source/verify.ts';

const URL_OF_EDGE = 'https://edge.example.com/webhooks/freshsales/src_test';
const DAY = 86_400_000;

const moduleOf = (path: string): string =>
  Object.entries(MODULES).find(([, { path: known }]) => known === path)?.[0] ?? '';

/** An account: contacts and deals in views, workflows that call a webhook with the record's id. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const settings = schema.parse({
    pathSecret: 'simulated-path-secret',
    siteUrl: `${baseUrl}/crm/sales`,
    apiKey: 'simulated-key',
  });
  const account = accountOf(settings.siteUrl);
  const records = createRecords(now);
  const ids = new Set<string>();
  let count = 0;

  const shape = (record: StoredRecord) => ({
    id: Number(record.id),
    created_at: new Date(record.createdAt).toISOString(),
    updated_at: new Date(record.updatedAt).toISOString(),
    ...record.fields,
  });

  type Answer = Parameters<typeof createVendor>[0]['routes'][number]['answer'];
  const guarded =
    (answer: Answer): Answer =>
    (request) =>
      request.headers['authorization'] === 'Token token=simulated-key'
        ? answer(request)
        : { status: 401, body: { login: 'failed' } };

  const vendor = createVendor({
    now,
    limit: { most: 1000, seconds: 3600 },
    errorBody: (status) => ({ errors: { code: status, message: ['error'] } }),
    routes: [
      {
        method: 'GET',
        path: /\/crm\/sales\/api\/(\w+)\/filters/,
        answer: guarded(({ path: [path = ''] }) => ({
          status: 200,
          body: {
            filters: [
              { id: 1, name: `My ${path}` },
              { id: 2, name: `All ${path}` },
            ],
          },
        })),
      },
      {
        method: 'GET',
        path: /\/crm\/sales\/api\/(\w+)\/view\/2/,
        answer: guarded(({ url, path: [path = ''] }) => {
          const query = url.searchParams;
          if (query.get('sort') !== 'updated_at' || query.get('sort_type') !== 'desc') return { status: 400 };
          const size = Math.min(Number(query.get('per_page') ?? 25), 100);
          const all = records.list(moduleOf(path)).toReversed();
          const start = (Number(query.get('page') ?? 1) - 1) * size;
          const meta = { total: all.length, total_pages: Math.ceil(all.length / size) };
          return { status: 200, body: { [path]: all.slice(start, start + size).map(shape), meta } };
        }),
      },
      {
        method: 'GET',
        path: /\/crm\/sales\/api\/(\w+)\/(\d+)/,
        answer: guarded(({ path: [path = '', id = ''] }) => {
          const module = moduleOf(path);
          const record = records.get(module, id);
          return record === undefined || !isModule(module)
            ? { status: 404, body: { errors: { code: 404, message: ['Record Not Found'] } } }
            : { status: 200, body: { [MODULES[module].name]: shape(record) } };
        }),
      },
    ],
  });

  const notify = (module: Module, change: string, id: string): HttpRequest[] => [
    sign(
      {
        method: 'POST',
        url: `${URL_OF_EDGE}/${module}/${change}`,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify({ id })),
      },
      settings,
    ),
  ];

  function saved(module: Module, id: string, change: string, fields: Record<string, unknown>): HttpRequest[] {
    records.put(module, id, fields);
    ids.add(interactionIdOf('freshsales', account, `${module}/${id}`));
    return notify(module, change, id);
  }

  return {
    vendor,
    settings,
    happen(random) {
      const id = String(70_000 + (count += 1));
      const contact = pick(records.list('contact'), random);
      const choice = random();
      if (contact === undefined || choice < 0.3) {
        const person = { first_name: 'Ana', last_name: 'Silva', email: `ana${id}@example.net` };
        return saved('contact', id, 'created', person);
      }
      if (choice < 0.6) return saved('contact', contact.id, 'updated', { job_title: `Buyer ${id}` });
      if (choice < 0.8) {
        const contacts = [{ id: Number(contact.id) }];
        return saved('deal', id, 'created', { name: `Offer ${id}`, amount: '1840.0', contacts });
      }
      const deal = pick(records.list('deal'), random);
      if (deal === undefined) return [];
      if (choice < 0.95) return saved('deal', deal.id, 'updated', { probability: 80 });
      // Only what reconciliation has seen is deleted: nobody could know of the rest.
      if (deal.updatedAt > now().getTime() - 3 * DAY) return [];
      records.remove('deal', deal.id);
      return notify('deal', 'deleted', deal.id);
    },
    tick: () => [],
    interactionIds: () => ids,
  };
}
