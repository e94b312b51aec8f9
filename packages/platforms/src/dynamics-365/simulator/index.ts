import { randomUUID } from 'node:crypto';
import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf, type Json } from '../../reading/index.ts';
import { createVendor, type Simulator, type SimulatorOptions } from '../../simulation/index.ts';
import { choice, dateOf, entity, executionContext, reference } from '../samples.ts';
import { objectIdOf } from '../source/interaction.ts';
import type { Settings } from '../source/settings.ts';
import { TABLE_NAMES, type TableName } from '../source/tables.ts';
import { sign } from '../source/verify.ts';
import { createEnvironment, seconds, type StoredRow } from './environment.ts';

/** An environment with contacts, their cases and what is said about them, and a webhook that tells of it. */
export interface DynamicsSimulator extends Simulator {
  readonly settings: Settings;
  create(table: TableName, values: Json): ReadonlyArray<HttpRequest>;
  update(table: TableName, id: string, values: Json): ReadonlyArray<HttpRequest>;
  remove(table: TableName, id: string): ReadonlyArray<HttpRequest>;
  rows(): ReadonlyArray<StoredRow>;
}

const URL_OF_SOURCE = 'https://edge.example.com/webhooks/dynamics-365/src_test';
const TOKEN_LIFETIME_SECONDS = 3599;
const AGENT = '75c2dd85-e89e-e711-8122-000d3aa2331c';
const LOGICAL_NAME = '@Microsoft.Dynamics.CRM.lookuplogicalname';
const FORMATTED = '@OData.Community.Display.V1.FormattedValue';

/** A lookup as the Web API tells it. */
const lookup = (column: string, table: string, id: string, name: string): Json => ({
  [`_${column}_value`]: id,
  [`_${column}_value${LOGICAL_NAME}`]: table,
  [`_${column}_value${FORMATTED}`]: name,
});

/** What a delivery tells of the same values: references, choices and dates in words of their own. */
function attributesOf(values: Json): Json {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): ReadonlyArray<[string, unknown]> => {
      if (name.includes('@') || Array.isArray(value)) return [];
      const column = /^_(\w+)_value$/.exec(name)?.[1];
      if (column !== undefined)
        return [[column, reference(String(values[name + LOGICAL_NAME]), String(value))]];
      if (name.endsWith('code') && typeof value === 'number') return [[name, choice(value)]];
      return [[name, name.endsWith('on') ? dateOf(new Date(String(value))) : value]];
    }),
  );
}

export function createSimulator(options: SimulatorOptions): DynamicsSimulator {
  const { now, baseUrl } = options;
  const settings: Settings = {
    webhookKey: `key-${randomUUID()}`,
    organizationUrl: baseUrl,
    loginUrl: baseUrl,
    tenantId: randomUUID(),
    clientId: randomUUID(),
    clientSecret: `secret-${randomUUID()}`,
    tables: [...TABLE_NAMES],
  };
  const environment = createEnvironment(options);
  const vendor = createVendor({
    now,
    routes: environment.routes,
    oauth: {
      path: `/${settings.tenantId}/oauth2/v2.0/token`,
      clientId: settings.clientId ?? '',
      clientSecret: settings.clientSecret ?? '',
      lifetimeSeconds: TOKEN_LIFETIME_SECONDS,
    },
    // https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
    limit: { most: 6000, seconds: 300 },
    errorBody: (status) => ({
      error: { code: status === 429 ? '0x80072322' : '0x80040216', message: `status ${status}` },
    }),
  });
  const { host } = new URL(baseUrl);
  const created = new Set<string>();

  function deliver(
    message: string,
    table: TableName,
    id: string,
    target: unknown,
  ): ReadonlyArray<HttpRequest> {
    const body = executionContext({ message, table, id, at: now(), target });
    const request: HttpRequest = {
      method: 'POST',
      url: URL_OF_SOURCE,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-ms-dynamics-organization': host,
        'x-ms-dynamics-entity-name': table,
        'x-ms-dynamics-request-name': message,
      },
      body: Buffer.from(JSON.stringify({ ...body, OperationId: randomUUID() })),
    };
    return [sign(request, settings)];
  }

  function create(table: TableName, values: Json): ReadonlyArray<HttpRequest> {
    const id = randomUUID();
    const at = seconds(now());
    environment.put({ table, id, values: { ...values, createdon: at }, modifiedAt: now() });
    created.add(interactionIdOf('dynamics-365', host, objectIdOf(table, id)));
    const told = attributesOf({ ...values, createdon: at, modifiedon: at });
    return deliver('Create', table, id, entity(table, id, told));
  }

  const find = (table: TableName, id: string) =>
    environment.all().find((row) => row.table === table && row.id === id);

  function update(table: TableName, id: string, values: Json): ReadonlyArray<HttpRequest> {
    const row = find(table, id);
    if (row === undefined) return [];
    environment.put({ ...row, values: { ...row.values, ...values }, modifiedAt: now() });
    return deliver(
      'Update',
      table,
      id,
      entity(table, id, attributesOf({ ...values, modifiedon: seconds(now()) })),
    );
  }

  function remove(table: TableName, id: string): ReadonlyArray<HttpRequest> {
    const row = find(table, id);
    if (row === undefined) return [];
    environment.remove(row);
    return deliver('Delete', table, id, reference(table, id));
  }

  const contact = (number: number): Json => ({
    firstname: 'Customer',
    lastname: `No ${number}`,
    fullname: `Customer No ${number}`,
    emailaddress1: `customer-${number}@example.net`,
    mobilephone: `+1415555${String(1000 + (number % 9000))}`,
  });

  function activity(
    table: 'email' | 'phonecall',
    who: StoredRow,
    about: StoredRow | undefined,
    outgoing: boolean,
  ): Json {
    const party = (role: number, address: unknown, of: Json) => ({
      participationtypemask: role,
      addressused: address,
      ...of,
    });
    const them = party(
      outgoing ? 2 : 1,
      who.values['emailaddress1'],
      lookup('partyid', 'contact', who.id, String(who.values['fullname'])),
    );
    const us = party(
      outgoing ? 1 : 2,
      'support@example-shop.com',
      lookup('partyid', 'systemuser', AGENT, 'Jane'),
    );
    return {
      subject: `Parcel ${String(who.values['lastname'])}`,
      description: table === 'email' ? '<p>Where is it?</p>' : 'Asked where it is.',
      directioncode: outgoing,
      ...(table === 'phonecall' ? { phonenumber: who.values['mobilephone'], actualdurationminutes: 4 } : {}),
      ...(about === undefined
        ? {}
        : lookup('regardingobjectid', 'incident', about.id, String(about.values['title']))),
      [`${table}_activity_parties`]: [them, us],
    };
  }

  return {
    vendor,
    settings,
    happen(random) {
      const some = (table: TableName) => {
        const rows = environment.all().filter((row) => row.table === table);
        return rows[Math.floor(random() * rows.length)];
      };
      const [who, dice] = [some('contact'), random()];
      if (who === undefined || dice < 0.15) return create('contact', contact(environment.all().length));
      const about = some('incident');
      if (dice < 0.3)
        return create('incident', {
          title: 'Parcel is late',
          description: 'It was promised for Monday.',
          ticketnumber: `CAS-${environment.all().length}`,
          statecode: 0,
          ...lookup('customerid', 'contact', who.id, String(who.values['fullname'])),
        });
      if (dice < 0.55) return create('email', activity('email', who, about, random() < 0.5));
      if (dice < 0.65) return create('phonecall', activity('phonecall', who, about, random() < 0.5));
      if (dice < 0.7)
        return create('lead', { ...contact(environment.all().length), subject: 'Asks for an offer' });
      if (dice < 0.75 && about !== undefined)
        return create('annotation', {
          subject: 'Note',
          notetext: 'Carrier was asked.',
          ...lookup('objectid', 'incident', about.id, String(about.values['title'])),
        });
      if (dice < 0.85) return update('contact', who.id, { jobtitle: `Buyer ${Math.floor(random() * 100)}` });
      if (dice < 0.93 && about !== undefined) return update('incident', about.id, { statecode: 1 });
      const all = environment.all();
      const any = all[Math.floor(random() * all.length)];
      return any === undefined ? [] : remove(any.table, any.id);
    },
    tick: () => [],
    interactionIds: () => created,
    create,
    update,
    remove,
    rows: environment.all,
  };
}
