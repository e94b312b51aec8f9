import type { Participant } from '@throughline/schemas';
import type { NormalizeContext } from '../../contract.ts';
import {
  emailIdentifier,
  identifier,
  objectOf,
  ownValue,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';

export interface ZohoRecord {
  readonly account: string;
  /** API name of the module. */
  readonly module: string;
  readonly id: string;
  readonly change: string;
  readonly fields: Json;
}

/** Modules of people, and what the ids in them identify. */
export const IDENTIFIERS: Readonly<Record<string, string>> = {
  Contacts: 'zoho-crm-contact',
  Leads: 'zoho-crm-lead',
};

/** A record that another names, `{ id, name }`; workflows give the name or the id alone. */
export function related(
  record: ZohoRecord,
  field: string,
  module: string,
  author: boolean,
): ReadonlyArray<Participant> {
  const value = record.fields[field];
  const id = stringOf(objectOf(value)['id']);
  const type = ownValue(IDENTIFIERS, module);
  if (id === undefined || type === undefined) return [];
  return [
    participant({
      role: 'customer',
      author,
      name: objectOf(value)['name'],
      identifiers: [identifier(type, `${record.account}/${id}`, true)],
    }),
  ];
}

/** A user of the CRM whom a field of the record names. */
export function user(record: ZohoRecord, field: string, author: boolean): ReadonlyArray<Participant> {
  const value = objectOf(record.fields[field]);
  const id = stringOf(value['id']);
  if (id === undefined) return [];
  return [
    participant({
      role: 'agent',
      author,
      name: value['name'],
      identifiers: [
        ...emailIdentifier(stringOf(value['email']), true),
        identifier('zoho-crm-user', `${record.account}/${id}`, true),
      ],
    }),
  ];
}

/** Agents write contacts and leads: what stands in them is the company's word. */
export function personOf(record: ZohoRecord, context: NormalizeContext): Participant {
  const { fields: of, module, account, id } = record;
  const phones = ['Phone', 'Mobile', 'Home_Phone', 'Other_Phone'].flatMap((field) =>
    phoneIdentifier(stringOf(of[field]), context.region, true),
  );
  return participant({
    role: 'customer',
    author: true,
    name: of['Full_Name'] ?? [of['First_Name'], of['Last_Name']].map(stringOf).filter(Boolean).join(' '),
    identifiers: [
      ...emailIdentifier(stringOf(of['Email']), true),
      ...emailIdentifier(stringOf(of['Secondary_Email']), true),
      ...phones,
      identifier(ownValue(IDENTIFIERS, module) ?? 'zoho-crm-record', `${account}/${id}`, true),
    ],
    traits: {
      firstName: of['First_Name'],
      lastName: of['Last_Name'],
      company: of['Company'] ?? objectOf(of['Account_Name'])['name'],
      title: of['Title'] ?? of['Designation'],
      city: of['Mailing_City'] ?? of['City'],
      country: of['Mailing_Country'] ?? of['Country'],
      leadSource: of['Lead_Source'],
      leadStatus: of['Lead_Status'],
    },
  });
}
