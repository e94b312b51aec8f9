import type { Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  emailIdentifier,
  identifier,
  interaction,
  parseTime,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
  type Told,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { longId } from './ids.ts';

/** A record of an object, as an outbound message, a Flow or the API gives it. */
export interface SalesforceRecord {
  /** The organisation, 18 characters. */
  readonly account: string;
  readonly type: string;
  readonly id: string;
  readonly change: string;
  readonly fields: Json;
  /** What brought it: `outbound`, `flow`, `api`. */
  readonly by: string;
}

/** Booleans are texts in SOAP. */
export const isTrue = (value: unknown): boolean => value === true || value === 'true';

export const idOf = (value: unknown): string | undefined => {
  const id = stringOf(value);
  return id === undefined ? undefined : longId(id);
};

const changedAt = (fields: Json): number | null =>
  parseTime(fields['SystemModstamp']) ?? parseTime(fields['LastModifiedDate']);

/** Somebody whom a record names by id. */
export const person = (record: SalesforceRecord, id: string, author: boolean, name?: unknown): Participant =>
  participant({
    role: id.startsWith('005') ? 'agent' : 'customer',
    author,
    name,
    identifiers: [
      identifier(
        id.startsWith('005')
          ? 'salesforce-user'
          : id.startsWith('00Q')
            ? 'salesforce-lead'
            : 'salesforce-contact',
        `${record.account}/${id}`,
        true,
      ),
    ],
  });

/** Agents write contacts and leads: what stands in them is the company's word. */
function personOf(record: SalesforceRecord, context: NormalizeContext): Participant {
  const { fields: of, account, id, type } = record;
  const contact = type === 'Lead' ? idOf(of['ConvertedContactId']) : undefined;
  const phones = ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone'].flatMap((field) =>
    phoneIdentifier(stringOf(of[field]), context.region, true),
  );
  return participant({
    role: 'customer',
    author: true,
    name: of['Name'] ?? [of['FirstName'], of['LastName']].map(stringOf).filter(Boolean).join(' '),
    identifiers: [
      ...emailIdentifier(stringOf(of['Email']), true),
      ...phones,
      identifier(type === 'Lead' ? 'salesforce-lead' : 'salesforce-contact', `${account}/${id}`, true),
      ...(contact === undefined ? [] : [identifier('salesforce-contact', `${account}/${contact}`, true)]),
    ],
    traits: {
      firstName: of['FirstName'],
      lastName: of['LastName'],
      title: of['Title'],
      company: of['Company'],
      department: of['Department'],
      city: of['MailingCity'] ?? of['City'],
      country: of['MailingCountry'] ?? of['Country'],
      status: type === 'Lead' ? of['Status'] : undefined,
      leadSource: of['LeadSource'],
    },
  });
}

function consentsOf(someone: Participant, of: Json) {
  const denied = (type: string, purpose: string) =>
    someone.identifiers
      .filter((one) => one.type === type)
      .map((one) => ({
        identifierType: type,
        identifierValue: one.value,
        purpose,
        state: 'denied',
        trusted: true,
      }));
  return [
    ...(isTrue(of['HasOptedOutOfEmail']) ? denied('email', 'email') : []),
    ...(isTrue(of['DoNotCall']) ? denied('phone', 'voice') : []),
  ];
}

/** The fields that a reading does not know, as text; nothing of a custom object is lost. */
function furtherProperties(of: Json): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(of).flatMap(([name, value]) => {
      const text = typeof value === 'boolean' ? String(value) : stringOf(value);
      return name === 'attributes' || text === undefined ? [] : [[name, text]];
    }),
  );
}

/** What every reading has in common. Without a time of change the delivery's own counts: it carries the latest values. */
export function frame(raw: RawRecord, record: SalesforceRecord, context: NormalizeContext) {
  const { account, type, id, fields, change, by } = record;
  const instance = stringOf(context.settings['instanceUrl'])?.replace(/\/$/, '');
  return {
    account,
    objectId: `${type}/${id}`,
    revision: changedAt(fields) ?? raw.receivedAt,
    channel: 'crm',
    event: change === 'created' ? 'created' : change === 'deleted' ? 'deleted' : 'changed',
    vendorEvent: `${type}.${by}`,
    direction: 'none' as const,
    state: isTrue(fields['IsDeleted']) ? ('deleted' as const) : ('active' as const),
    occurredAt: parseTime(fields['CreatedDate']) ?? changedAt(fields),
    ...(instance === undefined ? {} : { link: `${instance}/lightning/r/${type}/${id}/view` }),
  } satisfies Partial<Told>;
}

const PEOPLE = new Set(['Contact', 'Lead']);

/** Contacts, leads, accounts and opportunities; and any object that nobody taught us, with all its fields. */
export function readRecord(raw: RawRecord, record: SalesforceRecord, context: NormalizeContext): Interaction {
  const { fields: of, type } = record;
  const someone = PEOPLE.has(type) ? personOf(record, context) : undefined;
  const amount = Number(stringOf(of['Amount']));
  const contact = idOf(of['ContactId']);
  return interaction(manifest, raw, {
    ...frame(raw, record, context),
    kind: 'record',
    // A record's traits are those of its last change.
    occurredAt: changedAt(of) ?? parseTime(of['CreatedDate']),
    subject: someone === undefined ? of['Name'] : undefined,
    participants:
      someone !== undefined ? [someone] : contact === undefined ? [] : [person(record, contact, false)],
    consents: someone === undefined ? [] : consentsOf(someone, of),
    amount: type === 'Opportunity' ? amount : undefined,
    ...(stringOf(of['CurrencyIsoCode']) === undefined
      ? {}
      : { currency: stringOf(of['CurrencyIsoCode']) ?? '' }),
    properties: furtherProperties(of),
  });
}
