import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { createVendor, type Simulator, type SimulatorOptions } from '../../simulation/index.ts';
import { writeDate } from '../source/history.ts';
import { createCrm } from './crm.ts';

const EDGE = 'https://edge.example.com/webhooks/8x8/src_test';
const SETTLED_MS = 2 * 24 * 60 * 60 * 1000;

/** How the triggers name the objects of the API, and the parameter that holds the id. */
const TYPES = [
  { object: 'customer', api: 'Customer', parameter: 'AccountID', edits: true },
  { object: 'case', api: 'Case', parameter: 'CaseID', edits: true },
  { object: 'followup', api: 'FollowUp', parameter: 'FollowupID', edits: false },
  { object: 'task', api: 'Task', parameter: 'TaskID', edits: true },
] as const;

interface Known {
  readonly type: (typeof TYPES)[number];
  readonly id: string;
  readonly since: number;
}

/** A tenant in whose Agent Console agents work: every change fires the trigger of its object, and the API tells the object. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const settings = {
    pathSecret: '8x8-path-secret-0123456789',
    clusterUrl: baseUrl,
    tenant: 'acme',
    username: 'crm-api',
    password: 'crm-api-password',
    listByDate: true,
  };
  const crm = createCrm(settings);
  const happened = new Set<string>();
  const known: Known[] = [];
  let count = 0;

  const vendor = createVendor({
    now,
    routes: [
      {
        method: 'POST',
        path: /\/WAPI\/wapi\.php/,
        answer: ({ body }) => ({
          status: 200,
          headers: { 'content-type': 'text/xml; charset=UTF-8' },
          body: crm.answer(textOf(body)),
        }),
      },
    ],
  });

  function trigger({ type, id }: Known, event: 'created' | 'edited' | 'deleted'): HttpRequest {
    const parameters = new URLSearchParams(type.object === 'customer' ? {} : { AccountID: '1' });
    parameters.set(type.parameter, id);
    return {
      method: 'GET',
      url: `${EDGE}/${settings.pathSecret}/${type.object}/${event}?${parameters.toString()}`,
      headers: {},
      body: new Uint8Array(),
    };
  }

  function create(type: Known['type']): HttpRequest {
    const one = { type, id: String(1000 + (count += 1)), since: now().getTime() };
    known.push(one);
    happened.add(interactionIdOf('8x8', settings.tenant, `${type.object}/${one.id}`));
    crm.put(type.api, one.id, {
      ACCOUNTNUM: type.object === 'customer' ? one.id : '1',
      SUBJECT: `About parcel ${one.id}`,
      STATUS: 'Open',
      CREATEDDATE: writeDate(one.since),
    });
    return trigger(one, 'created');
  }

  return {
    vendor,
    settings,
    happen(random) {
      const what = random();
      const one = known[Math.floor(random() * known.length)];
      if (one === undefined || what < 0.6) {
        const type = TYPES[Math.floor(random() * TYPES.length)];
        return type === undefined ? [] : [create(type)];
      }
      const item = crm.get(one.type.api, one.id);
      // Agents delete what has been there for a while.
      if (item !== undefined && what > 0.95 && now().getTime() - one.since > SETTLED_MS) {
        crm.remove(one.type.api, one.id);
        return [trigger(one, 'deleted')];
      }
      if (item === undefined || !one.type.edits) return [];
      crm.put(one.type.api, one.id, { ...item, STATUS: 'Closed', SUBJECT: `${item['SUBJECT'] ?? ''}!` });
      return [trigger(one, 'edited')];
    },
    tick: () => [],
    interactionIds: () => happened,
  };
}
