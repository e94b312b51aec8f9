import type { Sample } from '../contract.ts';

const CONTRACTS = 'http://schemas.microsoft.com/xrm/2011/Contracts';
const USER = '75c2dd85-e89e-e711-8122-000d3aa2331c';
const CONTACT = '6d81597f-0f9f-e711-8122-000d3aa2331c';

export const entity = (table: string, id: string, values: Readonly<Record<string, unknown>>) => ({
  __type: `Entity:${CONTRACTS}`,
  Attributes: Object.entries(values).map(([key, value]) => ({ key, value })),
  EntityState: null,
  FormattedValues: [],
  Id: id,
  KeyAttributes: [],
  LogicalName: table,
  RelatedEntities: [],
  RowVersion: null,
});

export const reference = (table: string, id: string, name: string | null = null) => ({
  __type: `EntityReference:${CONTRACTS}`,
  Id: id,
  KeyAttributes: [],
  LogicalName: table,
  Name: name,
  RowVersion: null,
});

export const choice = (value: number) => ({ __type: `OptionSetValue:${CONTRACTS}`, Value: value });

export const dateOf = (date: Date): string => `/Date(${date.getTime()})/`;

interface Told {
  readonly message: string;
  readonly table: string;
  readonly id: string;
  readonly at: Date;
  readonly target: unknown;
}

/** A delivery's body as Dataverse writes it; ids of the environment are made up. */
export const executionContext = ({ message, table, id, at, target }: Told) => ({
  BusinessUnitId: 'e2b9dd85-e89e-e711-8122-000d3aa2331c',
  CorrelationId: 'b374239d-4233-41a9-8b17-a86cb4f737b5',
  Depth: 1,
  InitiatingUserId: USER,
  InputParameters: [{ key: 'Target', value: target }],
  IsExecutingOffline: false,
  IsInTransaction: false,
  IsOfflinePlayback: false,
  IsolationMode: 1,
  MessageName: message,
  Mode: 1,
  OperationCreatedOn: `/Date(${at.getTime()}+0000)/`,
  OperationId: `4af10637-4ea2-e711-8122-${id.slice(-12)}`,
  OrganizationId: '4ef5b371-e89e-e711-8122-000d3aa2331c',
  OrganizationName: 'contoso',
  OutputParameters: [],
  OwningExtension: reference('sdkmessageprocessingstep', '75417616-4ea2-e711-8122-000d3aa2331c'),
  ParentContext: null,
  PostEntityImages: [],
  PreEntityImages: [],
  PrimaryEntityId: id,
  PrimaryEntityName: table,
  RequestId: null,
  SecondaryEntityName: 'none',
  SharedVariables: [],
  Stage: 40,
  UserId: USER,
});

const sample = (title: string, told: Told): Sample => ({
  title,
  method: 'POST',
  path: '',
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'x-ms-dynamics-organization': 'contoso.crm.dynamics.com',
    'x-ms-dynamics-entity-name': told.table,
    'x-ms-dynamics-request-name': told.message,
  },
  body: JSON.stringify(executionContext(told)),
});

const party = (address: string, who: unknown) =>
  entity('activityparty', '00000000-0000-0000-0000-000000000000', { partyid: who, addressused: address });

const list = (...entities: ReadonlyArray<unknown>) => ({
  __type: `EntityCollection:${CONTRACTS}`,
  EntityName: 'activityparty',
  Entities: entities,
  MoreRecords: false,
});

const created = (
  title: string,
  at: Date,
  table: string,
  id: string,
  values: Readonly<Record<string, unknown>>,
) => {
  const times = { createdon: dateOf(at), modifiedon: dateOf(at) };
  return sample(title, {
    message: 'Create',
    table,
    id,
    at,
    target: entity(table, id, { ...values, ...times }),
  });
};

const INCIDENT = '1f3ab6a2-7c5d-ee11-8df0-000d3aa2331c';
const EMAIL = '2a3ab6a2-7c5d-ee11-8df0-000d3aa2331c';
const CALL = '3b3ab6a2-7c5d-ee11-8df0-000d3aa2331c';

export const samples = (now: Date): ReadonlyArray<Sample> => [
  created('A contact is created', now, 'contact', CONTACT, {
    contactid: CONTACT,
    firstname: 'Ana',
    lastname: 'Silva',
    fullname: 'Ana Silva',
    emailaddress1: 'ana.silva@example.net',
    mobilephone: '+1 415 555 0132',
    donotbulkemail: true,
  }),
  created('A customer opens a case', now, 'incident', INCIDENT, {
    incidentid: INCIDENT,
    title: 'Parcel 1042 is damaged',
    description: 'One shoe has a scratch.',
    ticketnumber: 'CAS-01042-K7M4Z1',
    customerid: reference('contact', CONTACT, 'Ana Silva'),
    statecode: choice(0),
  }),
  created('A customer’s e-mail is tracked', now, 'email', EMAIL, {
    activityid: EMAIL,
    subject: 'Parcel 1042',
    description: '<p>Here is a photo of it.</p>',
    directioncode: false,
    regardingobjectid: reference('incident', INCIDENT, 'Parcel 1042 is damaged'),
    from: list(party('ana.silva@example.net', reference('contact', CONTACT, 'Ana Silva'))),
    to: list(party('support@example-shop.com', reference('queue', USER, 'Support'))),
  }),
  created('An agent logs a call', now, 'phonecall', CALL, {
    activityid: CALL,
    subject: 'Called back about the parcel',
    directioncode: true,
    phonenumber: '+1 415 555 0132',
    actualdurationminutes: 7,
    from: list(party('jane@example-shop.com', reference('systemuser', USER, 'Jane'))),
    to: list(party('', reference('contact', CONTACT, 'Ana Silva'))),
  }),
  sample('A contact is deleted', {
    message: 'Delete',
    table: 'contact',
    id: CONTACT,
    at: now,
    target: reference('contact', CONTACT),
  }),
];
