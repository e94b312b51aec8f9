import type { NormalizeContext } from '../../contract.ts';
import {
  emailIdentifier,
  htmlToText,
  identifier,
  parseTime,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { idOf, person, type SalesforceRecord } from './record.ts';
import type { Reading } from './service.ts';

/** The first of the fields that holds something: every organisation names the fields of its own object. */
const first = (of: Json, ...names: ReadonlyArray<string>): string | undefined =>
  names.map((name) => stringOf(of[name])).find((value) => value !== undefined);

/**
 * A message in a custom object, `Communication__c`. The page of this platform names the fields; those that it does not know
 * stay among the properties.
 */
export function communicationOf(record: SalesforceRecord, context: NormalizeContext): Reading {
  const { fields: of, account } = record;
  const inbound = !/^out/i.test(first(of, 'Direction__c') ?? 'inbound');
  const internal = /^int/i.test(first(of, 'Direction__c') ?? '');
  const contact = idOf(of['Contact__c']);
  const lead = idOf(of['Lead__c']);
  const parent = idOf(of['Case__c']);
  const agent = idOf(of['Agent__c']) ?? (inbound ? undefined : idOf(of['OwnerId']));
  const identifiers = [
    ...emailIdentifier(first(of, 'Customer_Email__c', 'Email__c'), true),
    ...phoneIdentifier(first(of, 'Customer_Phone__c', 'Phone__c'), context.region, true),
    ...(contact === undefined ? [] : [identifier('salesforce-contact', `${account}/${contact}`, true)]),
    ...(lead === undefined ? [] : [identifier('salesforce-lead', `${account}/${lead}`, true)]),
  ];
  const text = first(of, 'Body__c', 'Message__c', 'Text__c');
  const thread = first(of, 'Thread_Id__c', 'Conversation__c');
  // What this project wrote itself tells of an interaction that it knows already.
  const echo = stringOf(of['Message_Key__c']);
  return {
    kind: echo === undefined ? (internal ? 'note' : 'message') : 'record',
    channel: (first(of, 'Channel__c') ?? 'crm').toLowerCase(),
    direction: echo !== undefined ? 'none' : internal ? 'internal' : inbound ? 'inbound' : 'outbound',
    subject: first(of, 'Subject__c'),
    text: text !== undefined && /<\w+[^>]*>/.test(text) ? htmlToText(text) : text,
    occurredAt: parseTime(first(of, 'Sent_At__c')) ?? parseTime(of['CreatedDate']),
    conversation: thread ?? (parent === undefined ? undefined : `Case/${parent}`),
    participants: [
      ...(identifiers.length === 0
        ? []
        : [
            participant({
              role: 'customer',
              author: inbound && !internal,
              name: first(of, 'Customer_Name__c'),
              identifiers,
            }),
          ]),
      ...(agent?.startsWith('005') ? [person(record, agent, !inbound || internal)] : []),
    ],
    properties: {
      ...Object.fromEntries(
        Object.entries(of).flatMap(([name, value]) => {
          const known = stringOf(value);
          return known === undefined || name === 'Body__c' ? [] : [[name, known]];
        }),
      ),
      ...(echo === undefined ? {} : { echo: 'true' }),
    },
  };
}
