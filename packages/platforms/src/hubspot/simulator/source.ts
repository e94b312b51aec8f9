import type { HttpRequest } from '../../contract.ts';
import {
  arrayOf,
  interactionIdOf,
  objectOf,
  parseJson,
  parseTime,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { createRecords, pick, type StoredRecord } from '../../simulation/records.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
  type VendorRequest,
} from '../../simulation/index.ts';
import { CONVERSATION, objectTypes, typeNames, type TypeName } from '../source/objects.ts';
import type { Settings } from '../source/settings.ts';
import { sign } from '../source/verify.ts';
import { createConversations } from './conversations.ts';

/**
 * An account to read from: contacts, tickets, calls and notes that people make, change and delete; the search whose index
 * follows by some seconds and never gives more than 10,000; events, signed, for what classic subscriptions know (engagements
 * are found by the feeds alone).
 */

const PORTAL = '62515';
const MOST_FOUND = 10_000;
const INDEX_LAG_MS = 10_000;
const WEBHOOK = 'https://edge.example.com/webhooks/hubspot/src_test';

/** What is deleted sooner than the feeds are read leaves no trace in this vendor's API. */
const YOUNGEST_DELETED_MS = 2 * 24 * 60 * 60 * 1000;

const TYPES = ['contact', 'ticket', 'call', 'note'] as const;
type Type = (typeof TYPES)[number];
const HAS_EVENTS: ReadonlySet<Type> = new Set(['contact', 'ticket']);

const fieldsOf = (type: Type, count: number, contact: string | undefined): Record<string, unknown> => {
  switch (type) {
    case 'contact':
      return { email: `customer-${count}@example.net`, firstname: 'Ana', lastname: `Silva ${count}` };
    case 'ticket':
      return { subject: `Parcel ${count}`, content: 'It arrived damaged.', contact };
    case 'call':
      return {
        hs_call_title: `Call ${count}`,
        hs_call_direction: 'INBOUND',
        hs_call_duration: '61000',
        contact,
      };
    case 'note':
      return { hs_note_body: `Note ${count}`, contact };
  }
};

const iso = (time: number): string => new Date(time).toISOString();

function propertiesOf(record: StoredRecord): Record<string, unknown> {
  const type = record.type as TypeName;
  const { contact, ...fields } = record.fields;
  void contact;
  return {
    ...fields,
    [type === 'contact' || type === 'ticket' ? 'createdate' : 'hs_createdate']: iso(record.createdAt),
    ...(type === 'call' || type === 'note' ? { hs_timestamp: iso(record.createdAt) } : {}),
    [objectTypes[type].modified]: iso(record.updatedAt),
    hs_object_id: record.id,
  };
}

const shown = (record: StoredRecord, names: ReadonlyArray<string>, associated: boolean) => {
  const all = propertiesOf(record);
  const contact = stringOf(record.fields['contact']);
  return {
    id: record.id,
    properties: Object.fromEntries(names.flatMap((name) => (name in all ? [[name, all[name]]] : []))),
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
    archived: false,
    ...(associated && contact !== undefined
      ? { associations: { contacts: { results: [{ id: contact, type: `${record.type}_to_contact` }] } } }
      : {}),
  };
};

export function createSimulator(options: SimulatorOptions): Simulator {
  const { now, baseUrl } = options;
  const records = createRecords(now);
  const conversations = createConversations(PORTAL, now);
  const happened = new Set<string>();
  const visibleAt = new Map<string, number>();
  let count = 100;

  const settings: Settings = {
    clientSecret: 'simulated-client-secret',
    portalId: PORTAL,
    clientId: 'simulated-client',
    refreshToken: 'simulated-refresh-token',
    apiUrl: baseUrl,
    objects: [...TYPES, CONVERSATION],
  };

  const typeOfPlural = (plural: string | undefined): TypeName | undefined =>
    typeNames.find((name) => objectTypes[name].plural === plural);

  function one({ path, url }: VendorRequest): VendorAnswer {
    const type = typeOfPlural(path[0]);
    const record = type === undefined ? undefined : records.get(type, path[1] ?? '');
    if (record === undefined) return { status: 404, body: { status: 'error', category: 'OBJECT_NOT_FOUND' } };
    const names = (url.searchParams.get('properties') ?? '').split(',');
    return { status: 200, body: shown(record, names, url.searchParams.has('associations')) };
  }

  function matches(record: StoredRecord, filters: ReadonlyArray<unknown>): boolean {
    return filters.map(objectOf).every((filter) => {
      const value = parseTime(propertiesOf(record)[stringOf(filter['propertyName']) ?? '']) ?? Number.NaN;
      const bound = Number(stringOf(filter['value']));
      return filter['operator'] === 'GTE' ? value >= bound : value < bound;
    });
  }

  function find({ path, body }: VendorRequest): VendorAnswer {
    const type = typeOfPlural(path[0]);
    const query = objectOf(parseJson(body));
    const limit = Number(query['limit'] ?? 10);
    const from = Number(stringOf(query['after']) ?? 0);
    const sorted = stringOf(objectOf(arrayOf(query['sorts'])[0])['propertyName']);
    if (type === undefined || sorted === undefined || limit > 200 || from + limit > MOST_FOUND) {
      return { status: 400, body: { status: 'error', category: 'VALIDATION_ERROR' } };
    }
    const filters = arrayOf(objectOf(arrayOf(query['filterGroups'])[0])['filters']);
    const found = records
      .list(type)
      .filter((record) => (visibleAt.get(`${type}/${record.id}`) ?? 0) <= now().getTime())
      .filter((record) => matches(record, filters))
      .sort(
        (a, b) =>
          (parseTime(propertiesOf(a)[sorted]) ?? 0) - (parseTime(propertiesOf(b)[sorted]) ?? 0) ||
          Number(a.id) - Number(b.id),
      );
    const names = arrayOf(query['properties']).map(String);
    const page = found.slice(from, from + limit);
    return {
      status: 200,
      body: {
        total: found.length,
        results: page.map((record) => shown(record, names, false)),
        ...(from + limit < found.length ? { paging: { next: { after: String(from + limit) } } } : {}),
      },
    };
  }

  const vendor = createVendor({
    now,
    oauth: {
      path: '/oauth/v1/token',
      clientId: 'simulated-client',
      clientSecret: settings.clientSecret,
      refreshToken: 'simulated-refresh-token',
      lifetimeSeconds: 1800,
    },
    limit: { most: 100, seconds: 10 },
    errorBody: (status) => ({
      status: 'error',
      message: `status ${status}`,
      ...(status === 429 ? { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' } : {}),
    }),
    routes: [
      ...conversations.routes,
      { method: 'POST', path: /\/crm\/v3\/objects\/([a-z]+)\/search/, answer: find },
      { method: 'GET', path: /\/crm\/v3\/objects\/([a-z]+)\/([^/]+)/, answer: one },
    ],
  });

  function eventOf(type: Type | 'conversation', id: string, change: string, more: Json = {}): HttpRequest {
    count += 1;
    const event = {
      eventId: count,
      subscriptionId: 12345,
      portalId: Number(PORTAL),
      appId: 54321,
      occurredAt: now().getTime(),
      subscriptionType: `${type}.${change}`,
      attemptNumber: 0,
      objectId: Number(id),
      changeSource: 'CRM_UI',
      ...(change === 'propertyChange' ? { propertyName: 'lastname', propertyValue: 'changed' } : {}),
      ...more,
    };
    const request = {
      method: 'POST',
      url: WEBHOOK,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify([event])),
    };
    return sign(request, settings, now());
  }

  function write(type: Type, id: string, fields: Record<string, unknown>): void {
    records.put(type, id, fields);
    visibleAt.set(`${type}/${id}`, now().getTime() + INDEX_LAG_MS);
    happened.add(interactionIdOf('hubspot', PORTAL, `${type}/${id}`));
  }

  return {
    vendor,
    settings,
    happen(random) {
      const type = pick([...TYPES, CONVERSATION] as const, random) ?? 'contact';
      if (type === CONVERSATION) {
        count += 1;
        const { thread, id, interactionId } = conversations.write(count, random);
        happened.add(interactionId);
        return [eventOf(CONVERSATION, thread, 'newMessage', { messageId: id, messageType: 'MESSAGE' })];
      }
      const known = pick(records.list(type), random);
      const what = random();
      const told = (id: string, change: string) => (HAS_EVENTS.has(type) ? [eventOf(type, id, change)] : []);
      if (known === undefined || what < 0.6) {
        count += 1;
        const id = String(count);
        write(type, id, fieldsOf(type, count, pick(records.list('contact'), random)?.id));
        return told(id, 'creation');
      }
      const isYoung = now().getTime() - known.createdAt < YOUNGEST_DELETED_MS;
      if (what < 0.9 || isYoung || !HAS_EVENTS.has(type)) {
        write(type, known.id, fieldsOf(type, count, stringOf(known.fields['contact'])));
        return told(known.id, 'propertyChange');
      }
      records.remove(type, known.id);
      return told(known.id, 'deletion');
    },
    tick: () => [],
    interactionIds: () => happened,
  };
}
