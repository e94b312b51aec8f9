import { z } from 'zod';
import type { Answer } from './answers.ts';
import { createByPerson } from './objects.ts';
import { parseBody } from './shapes.ts';
import type { Store } from './store.ts';
import type { Traffic } from './traffic.ts';

/** What goes wrong on order. `before`: nothing happened; `after`: it did, and the answer is lost. */
const faultBody = z.strictObject({
  /** Part of "POST /crm/v3/…"; empty matches everything. */
  match: z.string().default(''),
  kind: z.enum(['drop-before', 'drop-after', 'silence-before', 'silence-after', 'error', 'cut-off']),
  times: z.number().int().positive().default(1),
  status: z.number().int().default(500),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
});
export type Fault = z.infer<typeof faultBody>;

const settingsBody = z.strictObject({
  max: z.number().int().positive().optional(),
  intervalMs: z.number().int().positive().optional(),
  latencyMs: z.number().int().min(0).optional(),
  multiStatus: z.boolean().optional(),
  token: z.string().optional(),
  /** False: no Retry-After beside a 429. */
  retryAfter: z.boolean().optional(),
});

export interface Behaviour {
  latencyMs: number;
  multiStatus: boolean;
  token: string;
  retryAfter: boolean;
  faults: Fault[];
}

/** Creations through the API of something whose unique value had been created before, deleted or not. */
function secondCreations(store: Store): string[] {
  const seen = new Set<string>();
  const second: string[] = [];
  for (const creation of store.creations)
    for (const key of creation.keys) {
      const name = `${creation.type} ${key}`;
      if (seen.has(name) && creation.by === 'api') second.push(name);
      seen.add(name);
    }
  return second;
}

function state(store: Store, traffic: Traffic) {
  const count = (list: ReadonlyArray<{ readonly type: string }>) =>
    Object.fromEntries([...Map.groupBy(list, (one) => one.type)].map(([type, some]) => [type, some.length]));
  return {
    objects: Object.fromEntries([...store.objects].map(([type, objects]) => [type, objects.size])),
    creations: count(store.creations.filter((one) => one.by === 'api')),
    secondCreations: secondCreations(store),
    associations: store.associations.size,
    requests: {
      accepted: traffic.accepted,
      refusedByLimit: traffic.refused,
      peak: traffic.peak,
      max: traffic.max,
    },
  };
}

const mergeBody = z.strictObject({ primary: z.string(), secondary: z.string() });

function merge(store: Store, bytes: Buffer): Answer {
  const { primary, secondary } = parseBody(mergeBody, bytes);
  const [kept, gone] = [store.get('contacts', primary), store.get('contacts', secondary)];
  if (kept === undefined || gone === undefined) return { status: 404, body: {} };
  store.apply({ remove: 'contacts', id: gone.id });
  const emails = [
    kept.properties['hs_additional_emails'],
    gone.properties['email'],
    gone.properties['hs_additional_emails'],
  ];
  const additional = emails.filter((email) => email !== undefined && email !== '').join(';');
  const properties = { ...gone.properties, ...kept.properties, hs_additional_emails: additional };
  store.apply({ put: 'contacts', object: { ...kept, properties, updatedAt: new Date().toISOString() } });
  store.apply({ merged: gone.id, into: kept.id });
  return { status: 200, body: { id: kept.id } };
}

/** What a test may do that no API offers: look, let people act, order faults, change limits. */
export function control(
  store: Store,
  traffic: Traffic,
  behaviour: Behaviour,
  method: string,
  path: string,
  bytes: Buffer,
): Answer {
  const [what, type = '', id = ''] = path.split('/');
  if (method === 'GET' && what === 'state') return { status: 200, body: state(store, traffic) };
  if (method === 'GET' && what === 'objects')
    return { status: 200, body: [...(store.objects.get(type)?.values() ?? [])] };
  if (method === 'GET' && what === 'associations') return { status: 200, body: [...store.associations] };
  if (method === 'POST' && what === 'objects')
    return {
      status: 201,
      body: createByPerson(store, type, parseBody(z.record(z.string(), z.string()), bytes)),
    };
  if (method === 'DELETE' && what === 'objects') {
    store.apply({ remove: type, id });
    return { status: 204, body: '' };
  }
  if (method === 'POST' && what === 'merge') return merge(store, bytes);
  if (method === 'POST' && what === 'faults') {
    behaviour.faults.push(parseBody(faultBody, bytes));
    return { status: 201, body: {} };
  }
  if (method === 'DELETE' && what === 'faults') {
    behaviour.faults = [];
    return { status: 204, body: '' };
  }
  if (method === 'POST' && what === 'settings') {
    const { max, intervalMs, ...rest } = parseBody(settingsBody, bytes);
    traffic.max = max ?? traffic.max;
    traffic.intervalMs = intervalMs ?? traffic.intervalMs;
    Object.assign(behaviour, rest);
    return { status: 200, body: {} };
  }
  return { status: 404, body: {} };
}
