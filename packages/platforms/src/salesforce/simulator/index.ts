import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf, stringOf } from '../../reading/index.ts';
import { createRecords, pick, type StoredRecord } from '../../simulation/records.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
  type VendorRequest,
} from '../../simulation/index.ts';
import { outboundMessage } from '../samples.ts';
import { longId } from '../source/ids.ts';
import { settings as parsed, type Settings } from '../source/settings.ts';
import { sign } from '../source/verify.ts';
import { readSoql, timeOf } from './soql.ts';

/**
 * An organisation with contacts, cases and Communication__c: outbound messages for what is created and changed, with the latest
 * values and now and then twice, as Salesforce does; nothing for deletions, which stand in the recycle bin for `queryAll`.
 */

const ORGANIZATION = '00D24000000ABCDEA4';
const WEBHOOK = 'https://edge.example.com/webhooks/salesforce/src_test';
const TYPES = ['Contact', 'Case', 'Communication__c'] as const;
type Type = (typeof TYPES)[number];
const PREFIX: Readonly<Record<Type, string>> = { Contact: '003', Case: '500', Communication__c: 'a01' };

const fieldsOf = (type: Type, count: number, contact: string | undefined): Record<string, string> => {
  switch (type) {
    case 'Contact':
      return { LastName: `Silva ${count}`, Email: `customer-${count}@example.net` };
    case 'Case':
      return {
        Subject: `Parcel ${count}`,
        Status: 'New',
        Origin: 'Web',
        ...(contact ? { ContactId: contact } : {}),
      };
    case 'Communication__c':
      return {
        Body__c: `Where is parcel ${count}?`,
        Channel__c: 'SMS',
        Direction__c: 'Inbound',
        ...(contact ? { Contact__c: contact } : {}),
      };
  }
};

const iso = (time: number): string => new Date(time).toISOString();
/** The API's way of writing times. */
const stamp = (time: number): string => iso(time).replace('Z', '+0000');

export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const records = createRecords(now);
  const removed = new Map<string, StoredRecord & { deletedAt: number }>();
  const happened = new Set<string>();
  let count = 100;

  const settings: Settings = parsed.parse({
    secret: 'simulated-secret-of-the-path',
    organizationId: ORGANIZATION,
    instanceUrl: baseUrl,
    loginUrl: baseUrl,
    clientId: 'simulated-client',
    clientSecret: 'simulated-client-secret',
    refreshToken: 'simulated-refresh-token',
    objects: [...TYPES],
  });

  function object({ path }: VendorRequest): VendorAnswer {
    const [type = '', id = ''] = path;
    const record = records.get(type, id);
    if (record === undefined) {
      const gone = removed.has(`${type}/${id}`);
      return {
        status: 404,
        body: [{ errorCode: gone ? 'ENTITY_IS_DELETED' : 'NOT_FOUND', message: 'no such record' }],
      };
    }
    return {
      status: 200,
      body: {
        attributes: { type, url: `/services/data/v62.0/sobjects/${type}/${id}` },
        Id: id,
        IsDeleted: false,
        ...record.fields,
        CreatedDate: stamp(record.createdAt),
        LastModifiedDate: stamp(record.updatedAt),
        SystemModstamp: stamp(record.updatedAt),
      },
    };
  }

  function query({ path, url }: VendorRequest): VendorAnswer {
    const soql = readSoql(url.searchParams.get('q') ?? '');
    if (soql === undefined)
      return { status: 400, body: [{ errorCode: 'MALFORMED_QUERY', message: 'unexpected token' }] };
    const { object: type, field } = soql;
    if (!TYPES.some((one) => one === type))
      return {
        status: 400,
        body: [{ errorCode: 'INVALID_TYPE', message: `sObject type '${type}' is not supported.` }],
      };
    const bin =
      path[0] === 'queryAll'
        ? [...removed.values()]
            .filter((one) => one.type === type)
            .map((one) => ({ ...one, updatedAt: one.deletedAt }))
        : [];
    const found = [...records.list(type), ...bin]
      .filter((one) => soql.matches(timeOf(one, field), one.id))
      .sort((a, b) => timeOf(a, field) - timeOf(b, field) || (a.id < b.id ? -1 : 1))
      .slice(0, soql.limit)
      .map((one) => ({
        attributes: { type },
        Id: one.id,
        [field]: stamp(timeOf(one, field)),
        IsDeleted: 'deletedAt' in one,
      }));
    return { status: 200, body: { totalSize: found.length, done: true, records: found } };
  }

  const vendor = createVendor({
    now,
    oauth: {
      path: '/services/oauth2/token',
      clientId: 'simulated-client',
      clientSecret: 'simulated-client-secret',
      refreshToken: 'simulated-refresh-token',
      lifetimeSeconds: 7200,
    },
    errorBody: (status) => [
      {
        errorCode:
          status === 401
            ? 'INVALID_SESSION_ID'
            : status === 403
              ? 'REQUEST_LIMIT_EXCEEDED'
              : 'UNKNOWN_EXCEPTION',
        message: `status ${status}`,
      },
    ],
    routes: [
      { method: 'GET', path: /\/services\/data\/v62\.0\/sobjects\/(\w+)\/(\w+)/, answer: object },
      { method: 'GET', path: /\/services\/data\/v62\.0\/(queryAll|query)/, answer: query },
    ],
  });

  function messageOf(type: Type, record: StoredRecord): HttpRequest {
    count += 1;
    const fields = Object.fromEntries(
      Object.entries(record.fields).map(([name, value]) => [name, stringOf(value) ?? '']),
    );
    const body = outboundMessage(ORGANIZATION, type, [
      {
        id: longId(`04l24000${String(count).padStart(7, '0')}`),
        fields: {
          Id: record.id,
          ...fields,
          CreatedDate: iso(record.createdAt),
          SystemModstamp: iso(record.updatedAt),
        },
      },
    ]);
    const headers = { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' };
    return sign({ method: 'POST', url: WEBHOOK, headers, body: Buffer.from(body) }, settings);
  }

  function write(type: Type, id: string, fields: Record<string, string>): HttpRequest {
    const record = records.put(type, id, fields);
    happened.add(interactionIdOf('salesforce', ORGANIZATION, `${type}/${id}`));
    return messageOf(type, record);
  }

  return {
    vendor,
    settings,
    happen(random) {
      const type = pick(TYPES, random) ?? 'Contact';
      const known = pick(records.list(type), random);
      const what = random();
      if (known === undefined || what < 0.6) {
        count += 1;
        const id = longId(`${PREFIX[type]}24000${String(count).padStart(7, '0')}`);
        const message = write(type, id, fieldsOf(type, count, pick(records.list('Contact'), random)?.id));
        // At least once: the acknowledgement may be late, and the same notification comes again.
        return random() < 0.1 ? [message, message] : [message];
      }
      if (what < 0.9) return [write(type, known.id, { ...fieldsOf(type, count, undefined) })];
      removed.set(`${type}/${known.id}`, { ...known, deletedAt: now().getTime() });
      records.remove(type, known.id);
      return [];
    },
    tick: () => [],
    interactionIds: () => happened,
  };
}
